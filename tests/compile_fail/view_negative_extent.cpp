// SPDX-License-Identifier: BSL-1.0
// expect: view: -2 is not an extent in (-2, 12)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 4> x;
#ifdef CORRECTED
  auto v = view(x, 2_c, 12_c);
#else
  auto v = view(x, -2_c, 12_c);
#endif
  (void)v;
}
