// SPDX-License-Identifier: BSL-1.0
// expect: conv2d: the weight is missing; expected a tensor
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 8, 8> x;
  Tensor<float, 4, 3, 2, 2> w;
#ifdef CORRECTED
  auto r = conv2d(x, w);
#else
  auto r = conv2d(x);
#endif
  (void)r;
}
