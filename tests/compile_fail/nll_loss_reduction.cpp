// SPDX-License-Identifier: BSL-1.0
// expect: nll_loss: expected nll_loss_options or one of the tags reduction::mean, reduction::sum and reduction::none
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
  Tensor<std::int64_t, 2> t;
#ifdef CORRECTED
  auto v = nll_loss(y, t, {.ignore_index = 1}, reduction::none);
#else
  auto v = nll_loss(y, t, {.ignore_index = 1}, keepdim);
#endif
  (void)v;
}
