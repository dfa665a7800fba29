// SPDX-License-Identifier: BSL-1.0
// expect: rearrange: expected the extents of axes as constants, by name: "h"_k = 8_c
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto r = rearrange<"a (b c) -> a b c">(x, "c"_k = 3_c);
#else
  auto r = rearrange<"a (b c) -> a b c">(x, "c"_k = 3);
#endif
  (void)r;
}
