// SPDX-License-Identifier: BSL-1.0
// expect: view: shape (2, 3, 4) has 24 elements, shape (5, 5) has 25
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 4> x;
#ifdef CORRECTED
  auto v = view(x, 6_c, 4_c);
#else
  auto v = view(x, 5_c, 5_c);
#endif
  (void)v;
}
