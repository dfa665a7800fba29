// SPDX-License-Identifier: BSL-1.0
// expect: avg_pool2d: dilation (2, 2); expected 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 1, 3, 8, 8> x;
#ifdef CORRECTED
  auto v = max_pool2d<2, pool2d_options{.dilation = 2}>(x);
#else
  auto v = avg_pool2d<2, pool2d_options{.dilation = 2}>(x);
#endif
  (void)v;
}
