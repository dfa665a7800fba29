// SPDX-License-Identifier: BSL-1.0
// expect: rearrange: "..." repeats in "b t d ... -> ... b t d ..."
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 8> x;
#ifdef CORRECTED
  auto v = rearrange<"b t d ... -> ... b t d">(x);
#else
  auto v = rearrange<"b t d ... -> ... b t d ...">(x);
#endif
  (void)v;
}
