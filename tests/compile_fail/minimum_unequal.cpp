// SPDX-License-Identifier: BSL-1.0
// expect: broadcast: shapes (2, 3) and (5, 4) differ in dimension 1: 3 and 4
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
  Tensor<float, 5, 4> w;
#ifdef CORRECTED
  auto v = minimum(y, narrow(w[0], 0_c, 0_c, 3_c));
#else
  auto v = minimum(y, w);
#endif
  (void)v;
}
