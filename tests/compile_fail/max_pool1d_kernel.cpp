// SPDX-License-Identifier: BSL-1.0
// expect: max_pool1d: the kernel spans 5 elements, but dimension 1 of (2, 4) has 4 with its padding
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 4> x;
#ifdef CORRECTED
  auto v = max_pool1d<4>(x);
#else
  auto v = max_pool1d<5>(x);
#endif
  (void)v;
}
