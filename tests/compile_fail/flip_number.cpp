// SPDX-License-Identifier: BSL-1.0
// expect: flip: the dimensions must be constants: 1_c, not 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto r = flip(x, 0_c);
#else
  auto r = flip(x, 0);
#endif
  (void)r;
}
