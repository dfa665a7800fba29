// SPDX-License-Identifier: BSL-1.0
// expect: repeat: shape (2, 1, 1, 1, 1, 1, 1, 3) of rank 8 leaves no dimension to count copies
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 1, 1, 1, 1, 1, 1, 3> x;
#ifdef CORRECTED
  auto v = repeat(x, 1_c, 1_c, 1_c, 1_c, 1_c, 1_c, 4_c, 1_c);
#else
  auto v = repeat(x, 2_c, 1_c, 1_c, 1_c, 1_c, 1_c, 1_c, 1_c);
#endif
  (void)v;
}
