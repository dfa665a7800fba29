// SPDX-License-Identifier: BSL-1.0
// expect: repeat: 1 number given for shape (2, 3) of rank 2
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto v = repeat(x, 2_c, 1_c);
#else
  auto v = repeat(x, 2_c);
#endif
  (void)v;
}
