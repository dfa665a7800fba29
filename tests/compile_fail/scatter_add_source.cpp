// SPDX-License-Identifier: BSL-1.0
// expect: scatter_add: dimension 1 of index (2, 2) exceeds that of the source (2, 1): 2 and 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Tensor<int, 2, 2> n;
  Tensor<float, 2, 1> y;
#ifdef CORRECTED
  auto v = scatter_add(x, 1_c, n, expand(y, 2_c, 2_c));
#else
  auto v = scatter_add(x, 1_c, n, y);
#endif
  (void)v;
}
