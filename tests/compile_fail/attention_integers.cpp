// SPDX-License-Identifier: BSL-1.0
// expect: scaled_dot_product_attention: the elements are integers; convert them to float first
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<int, 2, 3> m;
#ifdef CORRECTED
  auto f = m * 1.0f;
  auto v = scaled_dot_product_attention(f, f, f);
#else
  auto v = scaled_dot_product_attention(m, m, m);
#endif
  (void)v;
}
