// SPDX-License-Identifier: BSL-1.0
// expect: scaled_dot_product_attention: expected a mask or the tag causal
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = scaled_dot_product_attention(y, y, y, causal);
#else
  auto v = scaled_dot_product_attention(y, y, y, true);
#endif
  (void)v;
}
