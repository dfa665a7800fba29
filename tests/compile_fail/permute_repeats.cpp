// SPDX-License-Identifier: BSL-1.0
// expect: permute: dimension 0 repeats in (0, 0, 1)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 4> x;
#ifdef CORRECTED
  auto v = permute(x, 2_c, 0_c, 1_c);
#else
  auto v = permute(x, 0_c, 0_c, 1_c);
#endif
  (void)v;
}
