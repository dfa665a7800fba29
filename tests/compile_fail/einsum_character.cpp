// SPDX-License-Identifier: BSL-1.0
// expect: einsum: "2" at position 1 of "i2->i" is not a label
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto v = einsum<"ij->i">(x);
#else
  auto v = einsum<"i2->i">(x);
#endif
  (void)v;
}
