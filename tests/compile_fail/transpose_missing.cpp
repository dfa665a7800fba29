// SPDX-License-Identifier: BSL-1.0
// expect: transpose: the first dimension is missing; write a constant such as 1_c
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = transpose(y, 0_c, 1_c);
#else
  auto v = transpose(y);
#endif
  (void)v;
}
