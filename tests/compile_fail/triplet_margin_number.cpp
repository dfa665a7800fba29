// SPDX-License-Identifier: BSL-1.0
// expect: triplet_margin_loss: expected triplet_margin_options or one of the tags reduction::mean, reduction::sum and reduction::none
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto r = triplet_margin_loss(x, y, x * 2, {.margin = 0.5});
#else
  auto r = triplet_margin_loss(x, y, x * 2, 0.5);
#endif
  (void)r;
}
