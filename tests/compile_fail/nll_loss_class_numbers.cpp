// SPDX-License-Identifier: BSL-1.0
// expect: nll_loss: the targets are class numbers, which are integers
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
  Tensor<float, 2> u;
  Tensor<std::int64_t, 2> t;
#ifdef CORRECTED
  auto v = nll_loss(y, t);
#else
  auto v = nll_loss(y, u);
#endif
  (void)v;
}
