// SPDX-License-Identifier: BSL-1.0
// expect: bmm: shapes (2, 3, 4) and (2, 3, 5): inner dimensions 4 and 3 differ
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 4> x;
  Tensor<float, 2, 3, 5> y;
#ifdef CORRECTED
  auto v = bmm(transpose(x, 1_c, 2_c), y);
#else
  auto v = bmm(x, y);
#endif
  (void)v;
}
