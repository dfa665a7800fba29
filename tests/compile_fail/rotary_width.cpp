// SPDX-License-Identifier: BSL-1.0
// expect: rotary_embedding: shape (4, 3): the width 3 is odd; pairs are turned
#include <tenon/ops/rotary.hpp>

using namespace tenon;

int main() {
  Tensor<float, 4, 3> x;
  Tensor<float, 4, 2> cos, sin;
  Tensor<float, 4, 4> even;
  (void)x, (void)even;
#ifdef CORRECTED
  auto o = rotary_embedding(even, cos, sin);
#else
  auto o = rotary_embedding(x, cos, sin);
#endif
  (void)o;
}
