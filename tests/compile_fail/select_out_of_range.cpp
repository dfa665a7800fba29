// SPDX-License-Identifier: BSL-1.0
// expect: select: index 2 is out of range for dimension 0 of (2, 3)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = select(y, 0_c, 1_c);
#else
  auto v = select(y, 0_c, 2_c);
#endif
  (void)v;
}
