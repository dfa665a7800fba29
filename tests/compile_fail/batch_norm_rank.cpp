// SPDX-License-Identifier: BSL-1.0
// expect: batch_norm: shape (3); expected (N, C, ...)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 3> x;
#ifdef CORRECTED
  auto v = batch_norm_training(unsqueeze(x, 1_c));
#else
  auto v = batch_norm_training(x);
#endif
  (void)v;
}
