// SPDX-License-Identifier: BSL-1.0
// expect: split: sizes (-1, 4) contain -1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = split(y, sizes(1_c, 2_c), 1_c);
#else
  auto v = split(y, sizes(-1_c, 4_c), 1_c);
#endif
  (void)v;
}
