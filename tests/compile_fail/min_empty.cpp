// SPDX-License-Identifier: BSL-1.0
// expect: min: nothing to compare in shape (0, 3)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 0, 3> e;
#ifdef CORRECTED
  auto r = min(e, 1_c).values;
#else
  auto r = min(e, 0_c).values;
#endif
  (void)r;
}
