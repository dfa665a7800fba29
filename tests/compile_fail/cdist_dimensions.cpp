// SPDX-License-Identifier: BSL-1.0
// expect: cdist: shapes (1, 1, 1, 1, 1, 1, 2, 3) and (5, 3): at most 7 dimensions
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 1, 1, 1, 1, 1, 1, 2, 3> x;
  Tensor<float, 5, 3> y;
#ifdef CORRECTED
  auto v = cdist(squeeze(x), y);
#else
  auto v = cdist(x, y);
#endif
  (void)v;
}
