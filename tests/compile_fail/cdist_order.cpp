// SPDX-License-Identifier: BSL-1.0
// expect: cdist: p is -1; expected a number from 0 on
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = cdist(y, y, 1_c);
#else
  auto v = cdist(y, y, -1_c);
#endif
  (void)v;
}
