// SPDX-License-Identifier: BSL-1.0
// expect: flatten: the first dimension must be a constant: 1_c, not 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 4> x;
#ifdef CORRECTED
  auto v = flatten(x, 1_c);
#else
  auto v = flatten(x, 1);
#endif
  (void)v;
}
