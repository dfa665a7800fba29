// SPDX-License-Identifier: BSL-1.0
// expect: argmin: nothing to compare in shape (0, 3)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 0, 3> e;
#ifdef CORRECTED
  auto v = argmin(e, 1_c);
#else
  auto v = argmin(e, 0_c);
#endif
  (void)v;
}
