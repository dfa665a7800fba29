// SPDX-License-Identifier: BSL-1.0
// expect: cat: the dimension must be a constant: 1_c, not 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = cat(y, y, 1_c);
#else
  auto v = cat(y, y, 1);
#endif
  (void)v;
}
