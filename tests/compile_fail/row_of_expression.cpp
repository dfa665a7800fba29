// SPDX-License-Identifier: BSL-1.0
// expect: []: an expression has no rows before it is evaluated; use select, or eval(x)[i]
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = eval(y + 1)[0];
#else
  auto v = (y + 1)[0];
#endif
  (void)v;
}
