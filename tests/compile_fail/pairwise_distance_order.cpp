// SPDX-License-Identifier: BSL-1.0
// expect: pairwise_distance: the order p must be a constant such as 2_c, infinity or a number
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = pairwise_distance(y, y, 2_c);
#else
  auto v = pairwise_distance(y, y, "2");
#endif
  (void)v;
}
