// SPDX-License-Identifier: BSL-1.0
// expect: split: the sizes must be constants: sizes(1_c, 2_c)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto [l, r] = split(y, sizes(1_c, 2_c), 1_c);
#else
  auto [l, r] = split(y, sizes(1, 2), 1_c);
#endif
}
