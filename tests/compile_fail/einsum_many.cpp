// SPDX-License-Identifier: BSL-1.0
// expect: einsum: 9 operands given; at most 8
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2> a;
#ifdef CORRECTED
  auto v = einsum<"i,i,i,i,i,i,i,i->i">(a, a, a, a, a, a, a, a * a);
#else
  auto v = einsum<"i,i,i,i,i,i,i,i,i->i">(a, a, a, a, a, a, a, a, a);
#endif
  (void)v;
}
