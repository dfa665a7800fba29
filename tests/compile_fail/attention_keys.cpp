// SPDX-License-Identifier: BSL-1.0
// expect: scaled_dot_product_attention: keys (4, 3) and values (2, 3): 4 keys and 2 values
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
  Tensor<float, 4, 3> z;
#ifdef CORRECTED
  auto v = scaled_dot_product_attention(y, z, z);
#else
  auto v = scaled_dot_product_attention(y, z, y);
#endif
  (void)v;
}
