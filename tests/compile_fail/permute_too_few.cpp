// SPDX-License-Identifier: BSL-1.0
// expect: permute: 2 dimensions given for shape (2, 3, 4) of rank 3
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 4> x;
#ifdef CORRECTED
  auto v = permute(x, 1_c, 0_c, 2_c);
#else
  auto v = permute(x, 1_c, 0_c);
#endif
  (void)v;
}
