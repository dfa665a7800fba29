// SPDX-License-Identifier: BSL-1.0
// expect: stack: expected tensors one after another, then the dimension: stack(a, b, 0_c)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto y = stack(x, x);
  (void)y;
#else
  auto y = stack({x, x});
  (void)y;
#endif
}
