// SPDX-License-Identifier: BSL-1.0
// expect: scaled_dot_product_attention: the keys and values must be tensors
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto r = scaled_dot_product_attention(x, x, x);
#else
  auto r = scaled_dot_product_attention(x, x);
#endif
  (void)r;
}
