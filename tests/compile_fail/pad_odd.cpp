// SPDX-License-Identifier: BSL-1.0
// expect: pad: 3 numbers; expected two for each dimension, the last first
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 4> x;
#ifdef CORRECTED
  auto v = pad(x, sizes(1_c, 2_c));
#else
  auto v = pad(x, sizes(1_c, 2_c, 1_c));
#endif
  (void)v;
}
