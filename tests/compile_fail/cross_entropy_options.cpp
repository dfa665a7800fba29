// SPDX-License-Identifier: BSL-1.0
// expect: cross_entropy: expected cross_entropy_options or one of the tags reduction::mean, reduction::sum and reduction::none
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Tensor<int, 2> k;
#ifdef CORRECTED
  auto r = cross_entropy(x, k, {.label_smoothing = 0.1});
#else
  auto r = cross_entropy(x, k, 0.1);
#endif
  (void)r;
}
