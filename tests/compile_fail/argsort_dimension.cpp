// SPDX-License-Identifier: BSL-1.0
// expect: argsort: dimension -3 is out of range for shape (2, 3): expected -2 to 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto v = argsort(x, -2_c);
#else
  auto v = argsort(x, -3_c);
#endif
  (void)v;
}
