// SPDX-License-Identifier: BSL-1.0
// expect: sum: expected a dimension as a constant such as 1_c, dims(0_c, 1_c) or a tag
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto y = sum(x, dims(0_c, 1_c));
  (void)y;
#else
  auto y = sum(x, {0_c, 1_c});
  (void)y;
#endif
}
