// SPDX-License-Identifier: BSL-1.0
// expect: where: the condition of shape (3) does not hold truth values; compare, as in x != 0
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<int, 3> n;
#ifdef CORRECTED
  auto v = where(n != 0, 1, 0);
#else
  auto v = where(n, 1, 0);
#endif
  (void)v;
}
