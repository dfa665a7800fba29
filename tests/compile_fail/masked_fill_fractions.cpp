// SPDX-License-Identifier: BSL-1.0
// expect: masked_fill: the mask of shape (2, 3) does not hold truth values; compare, as in x != 0
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto r = masked_fill(x, x != 0, 0);
#else
  auto r = masked_fill(x, x, 0);
#endif
  (void)r;
}
