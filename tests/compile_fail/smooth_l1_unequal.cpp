// SPDX-License-Identifier: BSL-1.0
// expect: smooth_l1_loss: shapes (2, 3) and (4, 3) differ; they must be equal
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
  Tensor<float, 4, 3> z;
#ifdef CORRECTED
  auto v = smooth_l1_loss(y, y);
#else
  auto v = smooth_l1_loss(y, z);
#endif
  (void)v;
}
