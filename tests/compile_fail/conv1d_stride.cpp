// SPDX-License-Identifier: BSL-1.0
// expect: conv1d: kernel (3), stride (0), dilation (1) must be at least 1, padding (0) at least 0
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 1, 3, 8> x;
  Tensor<float, 4, 3, 3> weight;
#ifdef CORRECTED
  auto v = conv1d<conv1d_options{.stride = 2}>(x, weight);
#else
  auto v = conv1d<conv1d_options{.stride = 0}>(x, weight);
#endif
  (void)v;
}
