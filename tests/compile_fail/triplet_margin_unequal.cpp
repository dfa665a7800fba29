// SPDX-License-Identifier: BSL-1.0
// expect: triplet_margin_loss: shapes (2, 3) and (2, 4) differ; they must be equal
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Tensor<float, 2, 4> y;
#ifdef CORRECTED
  auto v = triplet_margin_loss(x, x, x);
#else
  auto v = triplet_margin_loss(x, x, y);
#endif
  (void)v;
}
