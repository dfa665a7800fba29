// SPDX-License-Identifier: BSL-1.0
// expect: unfold: the dimension must be a constant: 1_c, not 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto r = unfold(x, 0_c, 2_c, 1_c);
#else
  auto r = unfold(x, 0, 2, 1);
#endif
  (void)r;
}
