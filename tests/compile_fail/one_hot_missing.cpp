// SPDX-License-Identifier: BSL-1.0
// expect: one_hot: the number of classes is missing; write a constant such as 1_c
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<int, 3> n;
#ifdef CORRECTED
  auto v = one_hot(n, 10_c);
#else
  auto v = one_hot(n);
#endif
  (void)v;
}
