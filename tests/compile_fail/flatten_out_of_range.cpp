// SPDX-License-Identifier: BSL-1.0
// expect: flatten: dimension 3 is out of range for shape (2, 3, 4): expected -3 to 2
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 4> x;
#ifdef CORRECTED
  auto v = flatten(x, 1_c, 2_c);
#else
  auto v = flatten(x, 1_c, 3_c);
#endif
  (void)v;
}
