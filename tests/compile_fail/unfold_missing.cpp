// SPDX-License-Identifier: BSL-1.0
// expect: unfold: the step is missing; write a constant such as 1_c
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto r = unfold(x, 0_c, 2_c, 1_c);
#else
  auto r = unfold(x, 0_c, 2_c);
#endif
  (void)r;
}
