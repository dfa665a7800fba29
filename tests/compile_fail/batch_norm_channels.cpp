// SPDX-License-Identifier: BSL-1.0
// expect: batch_norm: input (4, 3) has 3 channels, got a vector of shape (4)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 4, 3> x;
  Tensor<float, 3> w;
  Tensor<float, 4> b;
#ifdef CORRECTED
  auto v = batch_norm_training(x, w, w);
#else
  auto v = batch_norm_training(x, w, b);
#endif
  (void)v;
}
