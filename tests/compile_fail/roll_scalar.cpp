// SPDX-License-Identifier: BSL-1.0
// expect: roll: a scalar has no dimensions
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float> s;
#ifdef CORRECTED
  auto v = roll(unsqueeze(s, 0_c), 1_c, 0_c);
#else
  auto v = roll(s, 1_c, 0_c);
#endif
  (void)v;
}
