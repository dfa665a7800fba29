// SPDX-License-Identifier: BSL-1.0
// expect: broadcast: shapes (2, 3) and (4, 3) differ in dimension 0: 2 and 4
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
  Tensor<float, 4, 3> z;
#ifdef CORRECTED
  auto v = y > 0 && z[0] > 0;
#else
  auto v = y > 0 && z > 0;
#endif
  (void)v;
}
