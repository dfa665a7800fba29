// SPDX-License-Identifier: BSL-1.0
// expect: gather: the index holds truth values; expected integers
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Tensor<bool, 2, 3> b;
#ifdef CORRECTED
  auto r = where(b, x, 0);
#else
  auto r = gather(x, 0_c, b);
#endif
  (void)r;
}
