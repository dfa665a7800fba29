// SPDX-License-Identifier: BSL-1.0
// expect: linspace: the elements are integers; use arange
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
#ifdef CORRECTED
  auto v = arange<int, 5>(0, 2);
#else
  auto v = linspace<int, 5>(0, 8);
#endif
  (void)v;
}
