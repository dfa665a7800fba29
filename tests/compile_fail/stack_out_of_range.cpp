// SPDX-License-Identifier: BSL-1.0
// expect: stack: dimension 3 is out of range for shape (2, 3): expected -3 to 2
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = stack(y, y, 2_c);
#else
  auto v = stack(y, y, 3_c);
#endif
  (void)v;
}
