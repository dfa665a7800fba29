// SPDX-License-Identifier: BSL-1.0
// expect: matmul: shapes () and (2, 3): a scalar has no rows; use *
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = sum(y) * y;
#else
  auto v = matmul(sum(y), y);
#endif
  (void)v;
}
