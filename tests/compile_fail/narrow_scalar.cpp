// SPDX-License-Identifier: BSL-1.0
// expect: narrow: a scalar has no dimensions
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float> s;
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = narrow(y, 0_c, 0_c, 1_c);
#else
  auto v = narrow(s, 0_c, 0_c, 1_c);
#endif
  (void)v;
}
