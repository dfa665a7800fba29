// SPDX-License-Identifier: BSL-1.0
// expect: scaled_dot_product_attention: a mask of shape (2, 3) for scores of shape (2, 4)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
  Tensor<float, 4, 3> z;
#ifdef CORRECTED
  auto v = scaled_dot_product_attention(y, z, z, matmul(y, transpose(z, 0_c, 1_c)) > 0);
#else
  auto v = scaled_dot_product_attention(y, z, z, y > 0);
#endif
  (void)v;
}
