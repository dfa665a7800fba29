// SPDX-License-Identifier: BSL-1.0
// expect: %: the elements are fractions; expected integers
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = y - 2 * floor(y / 2);
#else
  auto v = y % 2;
#endif
  (void)v;
}
