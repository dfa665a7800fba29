// SPDX-License-Identifier: BSL-1.0
// expect: index_select: the index has shape (2, 2); expected a vector
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Tensor<int, 2, 2> n;
#ifdef CORRECTED
  auto v = index_select(x, 1_c, flatten(n));
#else
  auto v = index_select(x, 1_c, n);
#endif
  (void)v;
}
