// SPDX-License-Identifier: BSL-1.0
// expect: one_hot: -1 classes; expected at least 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<int, 3> n;
#ifdef CORRECTED
  auto v = one_hot(n, 1_c);
#else
  auto v = one_hot(n, -1_c);
#endif
  (void)v;
}
