// SPDX-License-Identifier: BSL-1.0
// expect: conv1d: weight (4, 2, 3) in 2 groups takes 4 channels, but the input (1, 6, 8) has 6
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 1, 6, 8> x;
  Tensor<float, 4, 3, 3> weight;
#ifdef CORRECTED
  auto v = conv1d<conv1d_options{.groups = 2}>(x, weight);
#else
  auto v = conv1d<conv1d_options{.groups = 2}>(x, narrow(weight, 1_c, 0_c, 2_c));
#endif
  (void)v;
}
