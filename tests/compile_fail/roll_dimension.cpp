// SPDX-License-Identifier: BSL-1.0
// expect: roll: dimension 5 is out of range for shape (2, 3): expected -2 to 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto v = roll(x, 1_c, 1_c);
#else
  auto v = roll(x, 1_c, 5_c);
#endif
  (void)v;
}
