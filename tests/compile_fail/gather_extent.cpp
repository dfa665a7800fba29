// SPDX-License-Identifier: BSL-1.0
// expect: gather: dimension 0 of index (4, 2) exceeds that of (2, 3): 4 and 2
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Tensor<int, 4, 2> n;
#ifdef CORRECTED
  auto v = gather(x, 0_c, n);
#else
  auto v = gather(x, 1_c, n);
#endif
  (void)v;
}
