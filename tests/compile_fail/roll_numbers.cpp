// SPDX-License-Identifier: BSL-1.0
// expect: roll: expected a shift and a dimension as constants such as 1_c, or as lists: dims(0_c, 1_c)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto r = roll(x, 1_c, 0_c);
#else
  auto r = roll(x, 1, 0);
#endif
  (void)r;
}
