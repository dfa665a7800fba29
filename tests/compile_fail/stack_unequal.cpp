// SPDX-License-Identifier: BSL-1.0
// expect: stack: shapes (2, 3) and (4, 3) (operand 1) differ; they must be equal
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
  Tensor<float, 4, 3> z;
#ifdef CORRECTED
  auto v = stack(y, y);
#else
  auto v = stack(y, z);
#endif
  (void)v;
}
