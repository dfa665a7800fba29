// SPDX-License-Identifier: BSL-1.0
// expect: argsort: the dimension must be a constant: 1_c, not 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto r = argsort(x, 1_c);
#else
  auto r = argsort(x, 1);
#endif
  (void)r;
}
