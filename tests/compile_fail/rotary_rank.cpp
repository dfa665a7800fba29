// SPDX-License-Identifier: BSL-1.0
// expect: rotary_embedding: shape (4); expected (..., positions, width)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 4> x;
  Tensor<float, 1, 2> cos, sin;
#ifdef CORRECTED
  auto v = rotary_embedding(unsqueeze(x, 0_c), cos, sin);
#else
  auto v = rotary_embedding(x, cos, sin);
#endif
  (void)v;
}
