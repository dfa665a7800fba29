// SPDX-License-Identifier: BSL-1.0
// expect: max_pool2d: padding (2, 2) is more than half of the kernel (3, 3)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 1, 3, 8, 8> x;
#ifdef CORRECTED
  auto v = max_pool2d<3, pool2d_options{.padding = 1}>(x);
#else
  auto v = max_pool2d<3, pool2d_options{.padding = 2}>(x);
#endif
  (void)v;
}
