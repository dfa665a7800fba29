// SPDX-License-Identifier: BSL-1.0
// expect: l1_loss: shapes (2, 3) and (3) differ; they must be equal
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = l1_loss(y, expand(y[0], 2_c, 3_c));
#else
  auto v = l1_loss(y, y[0]);
#endif
  (void)v;
}
