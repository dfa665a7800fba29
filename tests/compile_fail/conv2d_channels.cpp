// SPDX-License-Identifier: BSL-1.0
// expect: conv2d: weight (4, 2, 3, 3) in 1 group takes 2 channels, but the input (1, 3, 8, 8) has 3
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 1, 3, 8, 8> x;
  Tensor<float, 4, 3, 3, 3> w;
  Tensor<float, 4, 2, 3, 3> narrow_weight;
#ifdef CORRECTED
  auto v = conv2d(x, w);
#else
  auto v = conv2d(x, narrow_weight);
#endif
  (void)v;
}
