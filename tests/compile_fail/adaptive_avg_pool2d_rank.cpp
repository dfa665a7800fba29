// SPDX-License-Identifier: BSL-1.0
// expect: adaptive_avg_pool2d: shape (8); expected (..., H, W)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 8> x;
#ifdef CORRECTED
  auto v = adaptive_avg_pool2d<2>(view(x, 2_c, 4_c));
#else
  auto v = adaptive_avg_pool2d<2>(x);
#endif
  (void)v;
}
