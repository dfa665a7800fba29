// SPDX-License-Identifier: BSL-1.0
// expect: bmm: shapes (2, 3, 4) and (5, 4, 3): batches of 2 and 5
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 4> x;
  Tensor<float, 5, 4, 3> y;
#ifdef CORRECTED
  auto v = bmm(x, narrow(y, 0_c, 0_c, 2_c));
#else
  auto v = bmm(x, y);
#endif
  (void)v;
}
