// SPDX-License-Identifier: BSL-1.0
// expect: conv2d: expected options as a template argument: conv2d<conv2d_options{.stride = 2}>(x, weight)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 8, 8> x;
  Tensor<float, 4, 3, 2, 2> w;
  Tensor<float, 4> bias;
#ifdef CORRECTED
  auto r = conv2d<conv2d_options{.stride = 2}>(x, w, bias);
#else
  auto r = conv2d(x, w, bias, 2);
#endif
  (void)r;
}
