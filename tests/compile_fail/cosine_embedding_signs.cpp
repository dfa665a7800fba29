// SPDX-License-Identifier: BSL-1.0
// expect: cosine_embedding_loss: inputs (2, 3) take signs of shape (2), got (3)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Tensor<float, 3> sign;
#ifdef CORRECTED
  auto v = cosine_embedding_loss(x, x, narrow(sign, 0_c, 0_c, 2_c));
#else
  auto v = cosine_embedding_loss(x, x, sign);
#endif
  (void)v;
}
