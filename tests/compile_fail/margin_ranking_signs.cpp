// SPDX-License-Identifier: BSL-1.0
// expect: margin_ranking_loss: inputs (2, 3) take signs of shape (2, 3), got (2)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Tensor<float, 2> sign;
#ifdef CORRECTED
  auto v = margin_ranking_loss(x, x, x);
#else
  auto v = margin_ranking_loss(x, x, sign);
#endif
  (void)v;
}
