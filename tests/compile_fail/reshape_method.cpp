// SPDX-License-Identifier: BSL-1.0
// lines: 11
// expect: reshape: shape (2, 3, 4) has 24 elements, shape (5, 5) has 25
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 4> x;
#ifdef CORRECTED
  auto v = x.reshape(4_c, 6_c);
#else
  auto v = x.reshape(5_c, 5_c);
#endif
  (void)v;
}
