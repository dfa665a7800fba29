// SPDX-License-Identifier: BSL-1.0
// expect: expand: dimension 0 of (2, 3) is 2 and cannot become 5
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = expand(y, 5_c, 2_c, 3_c);
#else
  auto v = expand(y, 5_c, 3_c);
#endif
  (void)v;
}
