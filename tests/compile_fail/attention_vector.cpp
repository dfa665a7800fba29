// SPDX-License-Identifier: BSL-1.0
// expect: scaled_dot_product_attention: queries (3), keys (2, 3) and values (2, 3): each needs rows and columns
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
  Tensor<float, 2> u;
#ifdef CORRECTED
  auto v = scaled_dot_product_attention(unsqueeze(y[0], 0_c), y, y);
#else
  auto v = scaled_dot_product_attention(y[0], y, y);
#endif
  (void)v;
}
