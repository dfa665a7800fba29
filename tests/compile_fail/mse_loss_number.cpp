// SPDX-License-Identifier: BSL-1.0
// expect: mse_loss: the target must be a tensor
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto r = mse_loss(x, ones<float, 2, 3>());
#else
  auto r = mse_loss(x, 1);
#endif
  (void)r;
}
