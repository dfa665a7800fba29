// SPDX-License-Identifier: BSL-1.0
// expect: view: shape (3, 2) with strides (1, 3) is not contiguous; use reshape
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = reshape(permute(y, 1_c, 0_c), 6_c);
#else
  auto v = view(permute(y, 1_c, 0_c), 6_c);
#endif
  (void)v;
}
