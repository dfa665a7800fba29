// SPDX-License-Identifier: BSL-1.0
// expect: squeeze: the dimensions must be constants: 1_c, not 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = squeeze(y, 0_c);
#else
  auto v = squeeze(y, 0);
#endif
  (void)v;
}
