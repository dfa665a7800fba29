// SPDX-License-Identifier: BSL-1.0
// expect: view: 9 extents given; a shape has at most 8
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 4> x;
#ifdef CORRECTED
  auto v = view(x, 2_c, 3_c, 4_c, 1_c, 1_c, 1_c, 1_c, 1_c);
#else
  auto v = view(x, 2_c, 3_c, 4_c, 1_c, 1_c, 1_c, 1_c, 1_c, 1_c);
#endif
  (void)v;
}
