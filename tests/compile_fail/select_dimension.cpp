// SPDX-License-Identifier: BSL-1.0
// expect: select: dimension 2 is out of range for shape (2, 3): expected -2 to 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = select(y, 1_c, 0_c);
#else
  auto v = select(y, 2_c, 0_c);
#endif
  (void)v;
}
