// SPDX-License-Identifier: BSL-1.0
// expect: transpose: the first dimension must be a constant: 1_c, not 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = transpose(y, 0_c, 1_c);
#else
  auto v = transpose(y, 0, 1);
#endif
  (void)v;
}
