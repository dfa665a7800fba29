// SPDX-License-Identifier: BSL-1.0
// expect: bmm: shapes (2, 3) and (2, 3); expected (b, m, k) and (b, k, n)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto v = bmm(unsqueeze(x, 0_c), unsqueeze(transpose(x, 0_c, 1_c), 0_c));
#else
  auto v = bmm(x, x);
#endif
  (void)v;
}
