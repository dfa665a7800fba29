// SPDX-License-Identifier: BSL-1.0
// lines: 11
// expect: transpose: the first dimension must be a constant: 1_c, not 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = y.transpose(0_c, 1_c);
#else
  auto v = y.transpose(0, 1);
#endif
  (void)v;
}
