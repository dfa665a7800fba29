// SPDX-License-Identifier: BSL-1.0
// expect: reshape: shape (2, 3) has 6 elements, shape (4, 2) has 8
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = reshape(y, 3_c, 2_c);
#else
  auto v = reshape(y, 4_c, 2_c);
#endif
  (void)v;
}
