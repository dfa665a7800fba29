// SPDX-License-Identifier: BSL-1.0
// expect: einsum: the pattern is a template argument: einsum<"ij,jk->ik">(a, b)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Tensor<float, 5, 3> w;
#ifdef CORRECTED
  auto r = einsum<"ij,kj->ik">(x, w);
#else
  auto r = einsum("ij,kj->ik", x, w);
#endif
  (void)r;
}
