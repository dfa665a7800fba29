// SPDX-License-Identifier: BSL-1.0
// expect: index_select: the index is missing; expected a tensor
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto r = index_select(x, 0_c, tensor({0, 1}));
#else
  auto r = index_select(x, 0_c, {0, 1});
#endif
  (void)r;
}
