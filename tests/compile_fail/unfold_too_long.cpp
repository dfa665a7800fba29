// SPDX-License-Identifier: BSL-1.0
// expect: unfold: a window spans 5 elements, but dimension 1 of (2, 4) has 4
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 4> x;
#ifdef CORRECTED
  auto v = unfold(x, 1_c, 4_c, 1_c);
#else
  auto v = unfold(x, 1_c, 3_c, 1_c, 2_c);
#endif
  (void)v;
}
