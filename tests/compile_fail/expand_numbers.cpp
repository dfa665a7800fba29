// SPDX-License-Identifier: BSL-1.0
// expect: expand: the extents must be constants: 1_c, not 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2> u;
#ifdef CORRECTED
  auto v = expand(u, 3_c, 2_c);
#else
  auto v = expand(u, 3, 2);
#endif
  (void)v;
}
