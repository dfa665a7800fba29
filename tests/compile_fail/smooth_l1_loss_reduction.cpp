// SPDX-License-Identifier: BSL-1.0
// expect: smooth_l1_loss: expected a number or one of the tags reduction::mean, reduction::sum and reduction::none
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto r = smooth_l1_loss(x, y, reduction::sum);
#else
  auto r = smooth_l1_loss(x, y, reduction::batchmean);
#endif
  (void)r;
}
