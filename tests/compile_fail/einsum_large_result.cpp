// SPDX-License-Identifier: BSL-1.0
// expect: einsum: the result of "abcde,fghij" has more than 8 dimensions
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 1, 1, 1, 1> a;
  Tensor<float, 1, 1, 1, 1, 2> b;
#ifdef CORRECTED
  auto v = einsum<"abcde,fghij->aj">(a, b);
#else
  auto v = einsum<"abcde,fghij">(a, b);
#endif
  (void)v;
}
