// SPDX-License-Identifier: BSL-1.0
// expect: cat: expected tensors one after another, then the dimension: cat(a, b, 0_c)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto y = cat(x, x, 1_c);
  (void)y;
#else
  auto y = cat({x, x}, 1_c);
  (void)y;
#endif
}
