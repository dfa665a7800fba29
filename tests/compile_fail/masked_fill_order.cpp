// SPDX-License-Identifier: BSL-1.0
// expect: masked_fill: expected a mask and a number: masked_fill(x, x < 0, 0)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Tensor<bool, 2, 3> b;
#ifdef CORRECTED
  auto r = masked_fill(x, b, 0);
#else
  auto r = masked_fill(x, 0, b);
#endif
  (void)r;
}
