// SPDX-License-Identifier: BSL-1.0
// expect: gather: there is nothing to choose from in dimension 1 of (2, 0)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 0> x;
  Tensor<int, 2, 2> n;
  Tensor<int, 2, 0> none;
#ifdef CORRECTED
  auto v = gather(x, 1_c, none);
#else
  auto v = gather(x, 1_c, n);
#endif
  (void)v;
}
