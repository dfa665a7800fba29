// SPDX-License-Identifier: BSL-1.0
// expect: broadcast: shapes (2, 3) and (5, 4) differ in dimension 1: 3 and 4
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
  Tensor<float, 5, 4> w;
#ifdef CORRECTED
  auto v = pairwise_distance(y, y);
#else
  auto v = pairwise_distance(y, w);
#endif
  (void)v;
}
