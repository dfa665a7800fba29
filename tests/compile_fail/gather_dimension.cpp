// SPDX-License-Identifier: BSL-1.0
// expect: gather: dimension 2 is out of range for shape (2, 3): expected -2 to 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Tensor<int, 2, 2> n;
#ifdef CORRECTED
  auto v = gather(x, 1_c, n);
#else
  auto v = gather(x, 2_c, n);
#endif
  (void)v;
}
