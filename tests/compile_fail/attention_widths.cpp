// SPDX-License-Identifier: BSL-1.0
// expect: scaled_dot_product_attention: queries (2, 4, 3) and keys (5, 4): widths 3 and 4 differ
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 4, 3> a;
  Tensor<float, 5, 4> w;
#ifdef CORRECTED
  auto v = scaled_dot_product_attention(w, w, w);
#else
  auto v = scaled_dot_product_attention(a, w, w);
#endif
  (void)v;
}
