// SPDX-License-Identifier: BSL-1.0
// expect: view: the extents must be constants: 1_c, not 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 4> x;
#ifdef CORRECTED
  auto v = view(x, 6_c, 4_c);
#else
  auto v = view(x, 6, 4);
#endif
  (void)v;
}
