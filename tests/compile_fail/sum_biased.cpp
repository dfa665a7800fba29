// SPDX-License-Identifier: BSL-1.0
// expect: sum: the tags biased and correction are for var and stddev
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = var(y, 1_c, biased);
#else
  auto v = sum(y, 1_c, biased);
#endif
  (void)v;
}
