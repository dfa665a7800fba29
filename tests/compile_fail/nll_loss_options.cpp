// SPDX-License-Identifier: BSL-1.0
// expect: nll_loss: expected nll_loss_options or one of the tags reduction::mean, reduction::sum and reduction::none
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Tensor<int, 2> k;
#ifdef CORRECTED
  auto r = nll_loss(x, k, {.ignore_index = 1});
#else
  auto r = nll_loss(x, k, cross_entropy_options{.ignore_index = 1});
#endif
  (void)r;
}
