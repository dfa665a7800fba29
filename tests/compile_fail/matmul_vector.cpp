// SPDX-License-Identifier: BSL-1.0
// expect: matmul: shapes (2, 3) and (2): inner dimensions 3 and 2 differ
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
  Tensor<float, 2> u;
#ifdef CORRECTED
  auto v = matmul(u, y);
#else
  auto v = matmul(y, u);
#endif
  (void)v;
}
