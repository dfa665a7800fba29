// SPDX-License-Identifier: BSL-1.0
// expect: einsum: label j is 3 in (2, 3) and 4 in (4, 5)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Tensor<float, 4, 5> y;
#ifdef CORRECTED
  auto v = einsum<"ij,kl->jk">(x, y);
#else
  auto v = einsum<"ij,jk->ik">(x, y);
#endif
  (void)v;
}
