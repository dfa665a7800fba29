// SPDX-License-Identifier: BSL-1.0
// expect: one_hot: the number of classes must be a constant: 1_c, not 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<int, 3> n;
#ifdef CORRECTED
  auto v = one_hot(n, 10_c);
#else
  auto v = one_hot(n, 10);
#endif
  (void)v;
}
