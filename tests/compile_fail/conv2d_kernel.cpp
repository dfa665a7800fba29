// SPDX-License-Identifier: BSL-1.0
// expect: conv2d: the kernel spans 5 elements, but dimension 3 of (1, 3, 8, 4) has 4 with its padding
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 1, 3, 8, 4> x;
  Tensor<float, 4, 3, 3, 3> w;
#ifdef CORRECTED
  auto v = conv2d(x, w);
#else
  auto v = conv2d<conv2d_options{.dilation = 2}>(x, w);
#endif
  (void)v;
}
