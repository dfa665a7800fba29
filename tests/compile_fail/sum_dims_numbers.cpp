// SPDX-License-Identifier: BSL-1.0
// expect: sum: expected a dimension as a constant such as 1_c, dims(0_c, 1_c) or a tag
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 4> x;
#ifdef CORRECTED
  auto v = sum(x, dims(0_c, 1_c));
#else
  auto v = sum(x, dims(0, 1));
#endif
  (void)v;
}
