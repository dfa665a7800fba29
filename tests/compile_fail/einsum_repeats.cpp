// SPDX-License-Identifier: BSL-1.0
// expect: einsum: label i repeats in the result of "ij->ii"
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto v = einsum<"ij->i">(x);
#else
  auto v = einsum<"ij->ii">(x);
#endif
  (void)v;
}
