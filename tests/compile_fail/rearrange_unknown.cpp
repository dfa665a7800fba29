// SPDX-License-Identifier: BSL-1.0
// expect: rearrange: the extents of h and d in "b t (h d) -> b h t d" are both unknown; give one, as in "d"_k = 2_c
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 8> x;
#ifdef CORRECTED
  auto v = rearrange<"b t (h d) -> b h t d">(x, "d"_k = 2_c);
#else
  auto v = rearrange<"b t (h d) -> b h t d">(x);
#endif
  (void)v;
}
