// SPDX-License-Identifier: BSL-1.0
// expect: scaled_dot_product_attention: a mask of shape (4, 4) for scores of shape (2, 2, 5, 5)
#include <tenon/nn/attention.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  MultiheadAttention<8, 2> attention;
  Tensor<float, 2, 5, 8> x;
  Tensor<bool, 4, 4> wrong;
  Tensor<bool, 5, 5> mask;
#ifdef CORRECTED
  Tensor<float, 2, 5, 8> y = attention(x, mask);
#else
  Tensor<float, 2, 5, 8> y = attention(x, wrong);
#endif
}
