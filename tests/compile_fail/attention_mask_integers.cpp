// SPDX-License-Identifier: BSL-1.0
// expect: scaled_dot_product_attention: the mask holds integers; expected bool, or numbers to add to the scores
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  Tensor<int, 2, 2> mask;
  auto v = scaled_dot_product_attention(y, y, y, mask != 0);
#else
  Tensor<int, 2, 2> mask;
  auto v = scaled_dot_product_attention(y, y, y, mask);
#endif
  (void)v;
}
