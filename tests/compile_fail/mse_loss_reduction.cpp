// SPDX-License-Identifier: BSL-1.0
// expect: mse_loss: expected one of the tags reduction::mean, reduction::sum and reduction::none
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = mse_loss(y, y * 2, reduction::sum);
#else
  auto v = mse_loss(y, y * 2, reduction::batchmean);
#endif
  (void)v;
}
