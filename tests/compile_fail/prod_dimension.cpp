// SPDX-License-Identifier: BSL-1.0
// expect: prod: dimension -3 is out of range for shape (2, 3): expected -2 to 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = prod(y, -2_c);
#else
  auto v = prod(y, -3_c);
#endif
  (void)v;
}
