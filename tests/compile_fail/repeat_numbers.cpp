// SPDX-License-Identifier: BSL-1.0
// expect: repeat: the numbers of copies must be constants: 1_c, not 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto r = repeat(x, 2_c, 2_c);
#else
  auto r = repeat(x, 2, 2);
#endif
  (void)r;
}
