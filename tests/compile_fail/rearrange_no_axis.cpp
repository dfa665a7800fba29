// SPDX-License-Identifier: BSL-1.0
// expect: rearrange: no axis h in "b t d -> t b d"
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 8> x;
#ifdef CORRECTED
  auto v = rearrange<"b t d -> t b d">(x, "d"_k = 8_c);
#else
  auto v = rearrange<"b t d -> t b d">(x, "h"_k = 2_c);
#endif
  (void)v;
}
