// SPDX-License-Identifier: BSL-1.0
// expect: split: sizes (1, 1) add up to 2, but dimension 1 of (2, 3, 4) is 3
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 4> x;
#ifdef CORRECTED
  auto v = split(x, sizes(1_c, 2_c), 1_c);
#else
  auto v = split(x, sizes(1_c, 1_c), 1_c);
#endif
  (void)v;
}
