// SPDX-License-Identifier: BSL-1.0
// expect: pad: expected the border as a list of constants, such as sizes(1_c, 1_c) for the last dimension
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto r = pad(x, sizes(1_c, 1_c));
#else
  auto r = pad(x, 1);
#endif
  (void)r;
}
