// SPDX-License-Identifier: BSL-1.0
// expect: roll: 1 shift for 2 dimensions
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto v = roll(x, dims(1_c, 0_c), dims(0_c, 1_c));
#else
  auto v = roll(x, dims(1_c), dims(0_c, 1_c));
#endif
  (void)v;
}
