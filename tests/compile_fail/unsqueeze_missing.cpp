// SPDX-License-Identifier: BSL-1.0
// expect: unsqueeze: the dimension is missing; write a constant such as 1_c
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = unsqueeze(y, 0_c);
#else
  auto v = unsqueeze(y);
#endif
  (void)v;
}
