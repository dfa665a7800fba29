// SPDX-License-Identifier: BSL-1.0
// expect: adaptive_avg_pool2d: (3, 3) parts do not divide shape (1, 3, 8, 8) evenly
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 1, 3, 8, 8> x;
#ifdef CORRECTED
  auto v = adaptive_avg_pool2d<2>(x);
#else
  auto v = adaptive_avg_pool2d<3>(x);
#endif
  (void)v;
}
