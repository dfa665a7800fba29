// SPDX-License-Identifier: BSL-1.0
// expect: einsum: the operands must be tensors
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto r = einsum<"ij,->ij">(x, tensor(2));
#else
  auto r = einsum<"ij,->ij">(x, 2);
#endif
  (void)r;
}
