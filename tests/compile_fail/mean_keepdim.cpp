// SPDX-License-Identifier: BSL-1.0
// expect: mean: expected a dimension as a constant such as 1_c, dims(0_c, 1_c) or a tag
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = mean(y, 1_c, keepdim);
#else
  auto v = mean(y, 1_c, true);
#endif
  (void)v;
}
