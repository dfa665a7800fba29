// SPDX-License-Identifier: BSL-1.0
// expect: broadcast: shapes (2, 3, 4) and (2, 3) differ in dimension 2: 4 and 3
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 4> x;
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = x * unsqueeze(y, 2_c);
#else
  auto v = x * y;
#endif
  (void)v;
}
