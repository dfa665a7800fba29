// SPDX-License-Identifier: BSL-1.0
// expect: expand: -1 is not an extent in (-1, 2)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2> u;
#ifdef CORRECTED
  auto v = expand(u, 3_c, -1_c);
#else
  auto v = expand(u, -1_c, 2_c);
#endif
  (void)v;
}
