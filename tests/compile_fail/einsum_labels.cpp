// SPDX-License-Identifier: BSL-1.0
// expect: einsum: "abcdefghi->a" has more than 8 labels in a row
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 1, 1, 1, 1, 1, 1, 1, 2> a;
#ifdef CORRECTED
  auto v = einsum<"abcdefgh->a">(a);
#else
  auto v = einsum<"abcdefghi->a">(a);
#endif
  (void)v;
}
