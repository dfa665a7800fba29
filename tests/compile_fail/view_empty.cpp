// SPDX-License-Identifier: BSL-1.0
// expect: view: -1 in (0, -1) could be anything, since the other extents have no elements
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 0, 3> e;
#ifdef CORRECTED
  auto v = view(e, 0_c, 7_c);
#else
  auto v = view(e, 0_c, -1_c);
#endif
  (void)v;
}
