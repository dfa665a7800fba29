// SPDX-License-Identifier: BSL-1.0
// expect: einsum: "-" at position 5 of "ij->i->j" follows the result
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> a;
#ifdef CORRECTED
  auto v = einsum<"ij->i">(a);
#else
  auto v = einsum<"ij->i->j">(a);
#endif
  (void)v;
}
