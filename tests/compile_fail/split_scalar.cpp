// SPDX-License-Identifier: BSL-1.0
// expect: split: a scalar has no dimensions
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float> s;
#ifdef CORRECTED
  auto v = split(unsqueeze(s, 0_c), 1_c);
#else
  auto v = split(s, 1_c);
#endif
  (void)v;
}
