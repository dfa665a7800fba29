// SPDX-License-Identifier: BSL-1.0
// expect: binary_cross_entropy: shapes (2, 3) and (2) differ; they must be equal
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
  Tensor<float, 2> u;
#ifdef CORRECTED
  auto v = binary_cross_entropy(select(y, 1_c, 0_c), u);
#else
  auto v = binary_cross_entropy(y, u);
#endif
  (void)v;
}
