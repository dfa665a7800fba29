// SPDX-License-Identifier: BSL-1.0
// expect: rearrange: axis e is only on the right in "b t d -> b t d e"
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 8> x;
#ifdef CORRECTED
  auto v = rearrange<"b t d -> b t d 1">(x);
#else
  auto v = rearrange<"b t d -> b t d e">(x);
#endif
  (void)v;
}
