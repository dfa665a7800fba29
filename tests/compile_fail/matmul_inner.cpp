// SPDX-License-Identifier: BSL-1.0
// expect: matmul: shapes (2, 3) and (4, 3): inner dimensions 3 and 4 differ
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
  Tensor<float, 4, 3> z;
#ifdef CORRECTED
  auto v = matmul(y, transpose(z, 0_c, 1_c));
#else
  auto v = matmul(y, z);
#endif
  (void)v;
}
