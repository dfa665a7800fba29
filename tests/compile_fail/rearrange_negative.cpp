// SPDX-License-Identifier: BSL-1.0
// expect: rearrange: the extent of h is -1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 8> x;
#ifdef CORRECTED
  auto v = rearrange<"b t (h d) -> b h t d">(x, "d"_k = 2_c);
#else
  auto v = rearrange<"b t (h d) -> b h t d">(x, "h"_k = -1_c, "d"_k = 2_c);
#endif
  (void)v;
}
