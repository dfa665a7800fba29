// SPDX-License-Identifier: BSL-1.0
// expect: cat: shapes (2, 3) and (2, 3, 4) (operand 1) differ in rank
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 4> x;
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = cat(y, select(x, 2_c, 0_c));
#else
  auto v = cat(y, x);
#endif
  (void)v;
}
