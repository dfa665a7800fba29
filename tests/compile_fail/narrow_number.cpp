// SPDX-License-Identifier: BSL-1.0
// expect: narrow: the start must be a constant: 1_c, not 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = narrow(y, 1_c, 1_c, 2_c);
#else
  int start = 1;
  auto v = narrow(y, 1_c, start, 2_c);
#endif
  (void)v;
}
