// SPDX-License-Identifier: BSL-1.0
// expect: narrow: 3 elements from 1 on exceed dimension 1 of (2, 3)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = narrow(y, 1_c, 1_c, 2_c);
#else
  auto v = narrow(y, 1_c, 1_c, 3_c);
#endif
  (void)v;
}
