// SPDX-License-Identifier: BSL-1.0
// expect: cat: shapes (2, 3) and (5, 4) (operand 1) differ in dimension 1: 3 and 4
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
  Tensor<float, 5, 4> w;
#ifdef CORRECTED
  auto v = cat(y, narrow(w, 1_c, 0_c, 3_c));
#else
  auto v = cat(y, w);
#endif
  (void)v;
}
