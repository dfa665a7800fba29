// SPDX-License-Identifier: BSL-1.0
// expect: rotary_embedding: cosines (3, 2) for shape (4, 4); expected (4, 2)
#include <tenon/ops/rotary.hpp>

using namespace tenon;

int main() {
  Tensor<float, 4, 4> x;
  Tensor<float, 3, 2> few;
  Tensor<float, 4, 2> cos;
  (void)few, (void)cos;
#ifdef CORRECTED
  auto o = rotary_embedding(x, cos, cos);
#else
  auto o = rotary_embedding(x, few, few);
#endif
  (void)o;
}
