// SPDX-License-Identifier: BSL-1.0
// expect: rearrange: "(a b c d e f g h i) -> i (a b c d e f g h)" splits (512) into more than 8 axes
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 512> x;
#ifdef CORRECTED
  auto v = rearrange<"(a i) -> i a">(x, "i"_k = 2_c);
#else
  auto v = rearrange<"(a b c d e f g h i) -> i (a b c d e f g h)">(
      x, "a"_k = 2_c, "b"_k = 2_c, "c"_k = 2_c, "d"_k = 2_c, "e"_k = 2_c, "f"_k = 2_c, "g"_k = 2_c, "h"_k = 2_c);
#endif
  (void)v;
}
