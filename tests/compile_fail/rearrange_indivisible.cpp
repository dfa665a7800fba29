// SPDX-License-Identifier: BSL-1.0
// expect: rearrange: dimension 2 of (2, 3, 8) does not divide by 3, so d in "b t (h d) -> b h t d" cannot be inferred
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 8> x;
#ifdef CORRECTED
  auto v = rearrange<"b t (h d) -> b h t d">(x, "h"_k = 4_c);
#else
  auto v = rearrange<"b t (h d) -> b h t d">(x, "h"_k = 3_c);
#endif
  (void)v;
}
