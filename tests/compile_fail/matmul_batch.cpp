// SPDX-License-Identifier: BSL-1.0
// expect: matmul: shapes (2, 3, 4) and (3, 4, 5): batches (2) and (3) do not broadcast
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 4> x;
  Tensor<float, 3, 4, 5> b;
#ifdef CORRECTED
  auto v = matmul(x, b[0]);
#else
  auto v = matmul(x, b);
#endif
  (void)v;
}
