// SPDX-License-Identifier: BSL-1.0
// expect: index_select: a scalar has no dimensions
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float> x;
  Tensor<int, 2> n;
#ifdef CORRECTED
  auto v = index_select(expand(x, 1_c), 0_c, n);
#else
  auto v = index_select(x, 0_c, n);
#endif
  (void)v;
}
