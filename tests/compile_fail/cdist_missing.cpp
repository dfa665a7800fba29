// SPDX-License-Identifier: BSL-1.0
// expect: cdist: the second operand is missing; expected a tensor
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto r = cdist(x, y);
#else
  auto r = cdist(x);
#endif
  (void)r;
}
