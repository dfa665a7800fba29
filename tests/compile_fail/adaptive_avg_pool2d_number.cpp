// SPDX-License-Identifier: BSL-1.0
// expect: adaptive_avg_pool2d: expected numbers of parts as a template argument: adaptive_avg_pool2d<hw(2, 3)>(x)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 8, 8> x;
#ifdef CORRECTED
  auto r = adaptive_avg_pool2d<2>(x);
#else
  auto r = adaptive_avg_pool2d(x, 2);
#endif
  (void)r;
}
