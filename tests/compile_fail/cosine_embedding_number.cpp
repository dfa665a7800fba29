// SPDX-License-Identifier: BSL-1.0
// expect: cosine_embedding_loss: the sign must be a tensor
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Tensor<float, 2, 3> y;
  Tensor<float, 2> sign;
#ifdef CORRECTED
  auto r = cosine_embedding_loss(x, y, sign);
#else
  auto r = cosine_embedding_loss(x, y, 1);
#endif
  (void)r;
}
