// SPDX-License-Identifier: BSL-1.0
// expect: select: the index must be a constant: 1_c, not 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  int row = 1;
  auto v = y[row];
#else
  int row = 1;
  auto v = select(y, 0_c, row);
#endif
  (void)v;
}
