// SPDX-License-Identifier: BSL-1.0
// expect: unfold: shape (1, 1, 1, 1, 1, 1, 2, 4) of rank 8 leaves no dimension for windows
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 1, 1, 1, 1, 1, 1, 2, 4> x;
#ifdef CORRECTED
  auto v = unfold(squeeze(x), 1_c, 2_c, 1_c);
#else
  auto v = unfold(x, 7_c, 2_c, 1_c);
#endif
  (void)v;
}
