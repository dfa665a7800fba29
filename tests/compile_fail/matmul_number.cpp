// SPDX-License-Identifier: BSL-1.0
// expect: matmul: the second operand must be a tensor
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto r = x * 2;
#else
  auto r = matmul(x, 2);
#endif
  (void)r;
}
