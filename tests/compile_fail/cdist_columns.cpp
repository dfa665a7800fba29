// SPDX-License-Identifier: BSL-1.0
// expect: cdist: shapes (2, 3) and (5, 4): rows of 3 and 4 columns
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
  Tensor<float, 5, 4> w;
#ifdef CORRECTED
  auto v = cdist(y, narrow(w, 1_c, 0_c, 3_c));
#else
  auto v = cdist(y, w);
#endif
  (void)v;
}
