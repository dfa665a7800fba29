// SPDX-License-Identifier: BSL-1.0
// expect: conv1d: expected options as a template argument: conv1d<conv1d_options{.stride = 2}>(x, weight)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 8> t;
  Tensor<float, 4, 3, 2> w;
#ifdef CORRECTED
  auto r = conv1d<conv1d_options{.stride = 2}>(t, w);
#else
  auto r = conv1d<conv2d_options{.stride = 2}>(t, w);
#endif
  (void)r;
}
