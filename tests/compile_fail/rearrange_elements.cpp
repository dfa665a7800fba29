// SPDX-License-Identifier: BSL-1.0
// expect: rearrange: the axes of dimension 0 of (6) in "(a b) -> a b" have 8 elements, not 6
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 6> x;
#ifdef CORRECTED
  auto v = rearrange<"(a b) -> a b">(x, "a"_k = 2_c, "b"_k = 3_c);
#else
  auto v = rearrange<"(a b) -> a b">(x, "a"_k = 2_c, "b"_k = 4_c);
#endif
  (void)v;
}
