// SPDX-License-Identifier: BSL-1.0
// expect: max: dimension 2 is out of range for shape (2, 3): expected -2 to 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = max(y, 1_c);
#else
  auto v = max(y, 2_c);
#endif
  (void)v;
}
