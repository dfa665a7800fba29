// SPDX-License-Identifier: BSL-1.0
// expect: pad: 4 numbers for shape (3), which has 1 dimension
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 3> x;
#ifdef CORRECTED
  auto v = pad(x, sizes(1_c, 1_c));
#else
  auto v = pad(x, sizes(1_c, 1_c, 0_c, 0_c));
#endif
  (void)v;
}
