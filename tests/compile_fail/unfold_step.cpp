// SPDX-License-Identifier: BSL-1.0
// expect: unfold: windows of 2 elements, step 0, dilation 1; expected at least 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 4> x;
#ifdef CORRECTED
  auto v = unfold(x, 1_c, 2_c, 1_c);
#else
  auto v = unfold(x, 1_c, 2_c, 0_c);
#endif
  (void)v;
}
