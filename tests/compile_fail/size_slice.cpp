// SPDX-License-Identifier: BSL-1.0
// expect: slice: the place must be a constant: 1_c, not 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Size<2, 3, 4> s;
#ifdef CORRECTED
  auto rows = s.slice(0_c, -1_c);
#else
  auto rows = s.slice(0, -1);
#endif
  (void)rows;
}
