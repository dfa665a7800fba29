// SPDX-License-Identifier: BSL-1.0
// expect: linear_cross_entropy: bias (3) for weight (9, 3); expected (9)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Tensor<float, 9, 3> w;
  Tensor<int, 2> t;
#ifdef CORRECTED
  auto v = linear_cross_entropy(x, w, t, zeros<float, 9>());
#else
  auto v = linear_cross_entropy(x, w, t, x[0]);
#endif
  (void)v;
}
