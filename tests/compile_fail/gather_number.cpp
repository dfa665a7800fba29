// SPDX-License-Identifier: BSL-1.0
// expect: gather: the dimension must be a constant: 1_c, not 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Tensor<int, 2, 3> n;
#ifdef CORRECTED
  auto r = gather(x, 1_c, n);
#else
  auto r = gather(x, 1, n);
#endif
  (void)r;
}
