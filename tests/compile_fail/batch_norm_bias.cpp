// SPDX-License-Identifier: BSL-1.0
// expect: batch_norm: expected mean and variance, weight and bias, or all of them, as tensors
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Tensor<float, 3> v;
#ifdef CORRECTED
  auto r = batch_norm(x, v, v, v, v);
#else
  auto r = batch_norm(x, v, v, v);
#endif
  (void)r;
}
