// SPDX-License-Identifier: BSL-1.0
// expect: scaled_dot_product_attention: queries (2, 4, 3), keys (3, 5, 3) and values (3, 5, 3): the batches do not broadcast
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 4, 3> a;
  Tensor<float, 3, 5, 3> b;
#ifdef CORRECTED
  auto v = scaled_dot_product_attention(a, b[0], b[0]);
#else
  auto v = scaled_dot_product_attention(a, b, b);
#endif
  (void)v;
}
