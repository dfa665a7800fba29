// SPDX-License-Identifier: BSL-1.0
// expect: unfold: a scalar has no dimensions
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float> s;
#ifdef CORRECTED
  auto v = unfold(unsqueeze(s, 0_c), 0_c, 1_c, 1_c);
#else
  auto v = unfold(s, 0_c, 1_c, 1_c);
#endif
  (void)v;
}
