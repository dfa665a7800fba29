// SPDX-License-Identifier: BSL-1.0
// expect: Tensor: the shape is not deduced from an expression; write auto t = eval(x)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto t = eval(x + x);
  (void)t;
#else
  Tensor t = x + x;
  (void)t;
#endif
}
