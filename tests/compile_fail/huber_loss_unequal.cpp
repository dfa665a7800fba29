// SPDX-License-Identifier: BSL-1.0
// expect: huber_loss: shapes (2, 3) and (4, 3) differ; they must be equal
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
  Tensor<float, 4, 3> z;
#ifdef CORRECTED
  auto v = huber_loss(y, y * 2);
#else
  auto v = huber_loss(y, z);
#endif
  (void)v;
}
