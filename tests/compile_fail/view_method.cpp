// SPDX-License-Identifier: BSL-1.0
// lines: 11
// expect: view: shape (2, 3, 4) has 24 elements, shape (7) has 7
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 4> x;
#ifdef CORRECTED
  auto v = x.view(24_c);
#else
  auto v = x.view(7_c);
#endif
  (void)v;
}
