// SPDX-License-Identifier: BSL-1.0
// expect: dot: vectors of 2 and 3 elements
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2> x;
  Tensor<float, 3> y;
#ifdef CORRECTED
  auto v = dot(x, narrow(y, 0_c, 0_c, 2_c));
#else
  auto v = dot(x, y);
#endif
  (void)v;
}
