// SPDX-License-Identifier: BSL-1.0
// lines: 11
// expect: []: an expression has no rows before it is evaluated; use select, or eval(x)[i]
#include <tenon/autograd.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Parameter<float, 2, 3> p;
#ifdef CORRECTED
  auto v = p.value()[0];
#else
  auto v = p[0];
#endif
  (void)v;
}
