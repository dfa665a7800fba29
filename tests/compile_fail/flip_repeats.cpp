// SPDX-License-Identifier: BSL-1.0
// expect: flip: dimension 1 repeats in (1, -1)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto v = flip(x, 1_c, 0_c);
#else
  auto v = flip(x, 1_c, -1_c);
#endif
  (void)v;
}
