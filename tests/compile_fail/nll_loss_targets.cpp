// SPDX-License-Identifier: BSL-1.0
// expect: nll_loss: logarithms (2, 3) take targets of shape (2), got (3)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
  Tensor<std::int64_t, 2> t;
  Tensor<std::int64_t, 3> u;
#ifdef CORRECTED
  auto v = nll_loss(y, t);
#else
  auto v = nll_loss(y, u);
#endif
  (void)v;
  (void)t;
  (void)u;
}
