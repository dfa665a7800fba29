// SPDX-License-Identifier: BSL-1.0
// expect: nll_loss: the logarithms are a scalar; expected (C), (N, C) or (N, C, d...)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float> x;
  Tensor<int> target;
#ifdef CORRECTED
  auto v = nll_loss(unsqueeze(x, 0_c), target);
#else
  auto v = nll_loss(x, target);
#endif
  (void)v;
}
