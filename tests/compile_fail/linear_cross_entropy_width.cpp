// SPDX-License-Identifier: BSL-1.0
// expect: linear_cross_entropy: rows (2, 3) and weight (9, 4); expected (..., features) and (classes, features)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Tensor<float, 9, 4> w;
  Tensor<int, 2> t;
#ifdef CORRECTED
  auto v = linear_cross_entropy(x, narrow(w, 1_c, 0_c, 3_c), t);
#else
  auto v = linear_cross_entropy(x, w, t);
#endif
  (void)v;
}
