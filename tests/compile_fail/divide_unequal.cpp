// SPDX-License-Identifier: BSL-1.0
// expect: broadcast: shapes (4, 3) and (2, 3) differ in dimension 0: 4 and 2
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
  Tensor<float, 4, 3> z;
#ifdef CORRECTED
  auto v = z / y[0];
#else
  auto v = z / y;
#endif
  (void)v;
}
