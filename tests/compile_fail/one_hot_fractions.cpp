// SPDX-License-Identifier: BSL-1.0
// expect: one_hot: the ids are fractions; expected integers
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
  Tensor<int, 3> n;
#ifdef CORRECTED
  auto v = one_hot(n, 3_c);
#else
  auto v = one_hot(y, 3_c);
#endif
  (void)v;
}
