// SPDX-License-Identifier: BSL-1.0
// expect: flatten: dimension 2 comes after 0 in shape (2, 3, 4)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 4> x;
#ifdef CORRECTED
  auto v = flatten(x, 0_c, 2_c);
#else
  auto v = flatten(x, 2_c, 0_c);
#endif
  (void)v;
}
