// SPDX-License-Identifier: BSL-1.0
// expect: min: expected a dimension as a constant such as 1_c, dims(0_c, 1_c) or a tag
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto r = min(y, 1_c).indices;
#else
  auto r = min(y, 1).indices;
#endif
  (void)r;
}
