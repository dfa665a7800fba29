// SPDX-License-Identifier: BSL-1.0
// expect: broadcast: shapes (2) and (2, 3) differ in dimension 1: 2 and 3
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Tensor<bool, 2> mask;
#ifdef CORRECTED
  auto v = masked_fill(x, unsqueeze(mask, 1_c), 0);
#else
  auto v = masked_fill(x, mask, 0);
#endif
  (void)v;
}
