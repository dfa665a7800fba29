// SPDX-License-Identifier: BSL-1.0
// expect: linear_cross_entropy: the targets are fractions; expected integers
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Tensor<float, 9, 3> w;
  Tensor<float, 2> t;
#ifdef CORRECTED
  auto v = linear_cross_entropy(x, w, where(t == 0, 0, 1));
#else
  auto v = linear_cross_entropy(x, w, t);
#endif
  (void)v;
}
