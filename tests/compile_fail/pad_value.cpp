// SPDX-License-Identifier: BSL-1.0
// expect: pad: the value must be a number
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto v = pad(x, sizes(1_c, 1_c), 0.5f);
#else
  auto v = pad(x, sizes(1_c, 1_c), "constant");
#endif
  (void)v;
}
