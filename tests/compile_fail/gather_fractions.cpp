// SPDX-License-Identifier: BSL-1.0
// expect: gather: the index holds fractions; expected integers
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Tensor<float, 2, 2> n;
#ifdef CORRECTED
  auto v = gather(x, 1_c, where(n == 0, 0, 1));
#else
  auto v = gather(x, 1_c, n);
#endif
  (void)v;
}
