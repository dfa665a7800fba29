// SPDX-License-Identifier: BSL-1.0
// expect: cosine_embedding_loss: the inputs are scalars; expected (D) or (N, D)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float> x;
#ifdef CORRECTED
  auto v = cosine_embedding_loss(expand(x, 1_c), expand(x, 1_c), x);
#else
  auto v = cosine_embedding_loss(x, x, x);
#endif
  (void)v;
}
