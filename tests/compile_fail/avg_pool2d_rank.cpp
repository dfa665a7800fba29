// SPDX-License-Identifier: BSL-1.0
// expect: avg_pool2d: shape (8); expected (..., H, W)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 8> x;
#ifdef CORRECTED
  auto v = avg_pool1d<2>(x);
#else
  auto v = avg_pool2d<2>(x);
#endif
  (void)v;
}
