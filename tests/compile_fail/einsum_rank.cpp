// SPDX-License-Identifier: BSL-1.0
// expect: einsum: "ijk" of "ijk->k" has 3 labels for shape (2, 3)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto v = einsum<"ik->k">(x);
#else
  auto v = einsum<"ijk->k">(x);
#endif
  (void)v;
}
