// SPDX-License-Identifier: BSL-1.0
// expect: narrow: the length is missing; write a constant such as 1_c
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = narrow(y, 1_c, 1_c, 2_c);
#else
  auto v = narrow(y, 1_c, 1_c);
#endif
  (void)v;
}
