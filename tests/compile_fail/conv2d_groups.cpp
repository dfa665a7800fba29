// SPDX-License-Identifier: BSL-1.0
// expect: conv2d: 2 groups must divide 3 input channels and 4 output channels
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 1, 3, 8, 8> x;
  Tensor<float, 4, 3, 3, 3> w;
#ifdef CORRECTED
  auto v = conv2d(x, w);
#else
  auto v = conv2d<conv2d_options{.groups = 2}>(x, w);
#endif
  (void)v;
}
