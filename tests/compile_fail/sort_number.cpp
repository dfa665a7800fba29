// SPDX-License-Identifier: BSL-1.0
// expect: sort: the dimension must be a constant: 1_c, not 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto r = sort(x, 1_c);
#else
  auto r = sort(x, 1);
#endif
  (void)r;
}
