// SPDX-License-Identifier: BSL-1.0
// expect: einsum: label k of the result of "ij->ik" is in no operand
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto v = einsum<"ij->ij">(x);
#else
  auto v = einsum<"ij->ik">(x);
#endif
  (void)v;
}
