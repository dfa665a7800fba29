// SPDX-License-Identifier: BSL-1.0
// expect: scatter_add: the source must be a tensor
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Tensor<int, 2, 3> n;
#ifdef CORRECTED
  auto r = scatter_add(x, 1_c, n, ones<float, 2, 3>());
#else
  auto r = scatter_add(x, 1_c, n, 1.0f);
#endif
  (void)r;
}
