// SPDX-License-Identifier: BSL-1.0
// expect: max_pool2d: expected a kernel and options as template arguments: max_pool2d<2, pool2d_options{.stride = 1}>(x)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 8, 8> x;
#ifdef CORRECTED
  auto r = max_pool2d<2>(x);
#else
  auto r = max_pool2d(x, 2);
#endif
  (void)r;
}
