// SPDX-License-Identifier: BSL-1.0
// expect: cat: argument 1 is not a tensor; the dimension comes last
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = cat(y, y, 1_c);
#else
  auto v = cat(y, 1_c, y);
#endif
  (void)v;
}
