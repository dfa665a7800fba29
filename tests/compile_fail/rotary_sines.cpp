// SPDX-License-Identifier: BSL-1.0
// expect: rotary_embedding: sines (3, 2) for shape (4, 4); expected (4, 2)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 4, 4> x;
  Tensor<float, 4, 2> cos;
  Tensor<float, 3, 2> sin;
#ifdef CORRECTED
  auto v = rotary_embedding(x, cos, cos);
#else
  auto v = rotary_embedding(x, cos, sin);
#endif
  (void)v;
}
