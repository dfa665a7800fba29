// SPDX-License-Identifier: BSL-1.0
// expect: rearrange: the left of "b t -> t b" has 2 dimensions, shape (2, 3, 8) has 3
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 8> x;
#ifdef CORRECTED
  auto v = rearrange<"b t ... -> t b ...">(x);
#else
  auto v = rearrange<"b t -> t b">(x);
#endif
  (void)v;
}
