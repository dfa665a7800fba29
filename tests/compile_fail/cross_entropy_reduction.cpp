// SPDX-License-Identifier: BSL-1.0
// expect: cross_entropy: expected cross_entropy_options or one of the tags reduction::mean, reduction::sum and reduction::none
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
  Tensor<std::int64_t, 2> t;
#ifdef CORRECTED
  auto v = cross_entropy(y, t, reduction::mean);
#else
  auto v = cross_entropy(y, t, reduction::batchmean);
#endif
  (void)v;
}
