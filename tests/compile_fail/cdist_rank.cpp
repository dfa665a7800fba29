// SPDX-License-Identifier: BSL-1.0
// expect: cdist: shapes (2, 3) and (3): both need rows and columns
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = cdist(y, unsqueeze(y[0], 0_c));
#else
  auto v = cdist(y, y[0]);
#endif
  (void)v;
}
