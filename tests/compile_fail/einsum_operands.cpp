// SPDX-License-Identifier: BSL-1.0
// expect: einsum: "ij,jk->ik" takes 2 operands, got 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto v = einsum<"ij,kj->ik">(x, x);
#else
  auto v = einsum<"ij,jk->ik">(x);
#endif
  (void)v;
}
