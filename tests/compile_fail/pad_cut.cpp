// SPDX-License-Identifier: BSL-1.0
// expect: pad: dimension 1 of (2, 3) has fewer elements than are cut off by -2 and -2
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto v = pad(x, sizes(-2_c, -1_c));
#else
  auto v = pad(x, sizes(-2_c, -2_c));
#endif
  (void)v;
}
