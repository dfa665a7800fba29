// SPDX-License-Identifier: BSL-1.0
// expect: gather: the index is missing; expected a tensor
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Tensor<int, 2, 3> n;
#ifdef CORRECTED
  auto r = gather(x, 1_c, n);
#else
  auto r = gather(x, 1_c);
#endif
  (void)r;
}
