// SPDX-License-Identifier: BSL-1.0
// expect: MultiheadAttention: shape (5, 8); expected (batch, tokens, 8)
#include <tenon/nn/attention.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  MultiheadAttention<8, 2> attention;
#ifdef CORRECTED
  Tensor<float, 1, 5, 8> x;
#else
  Tensor<float, 5, 8> x;
#endif
  auto y = attention(x);
  (void)y;
}
