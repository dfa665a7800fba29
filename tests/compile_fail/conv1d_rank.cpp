// SPDX-License-Identifier: BSL-1.0
// expect: conv1d: input (3, 8) and weight (4, 3, 3); expected (N, C, L) and (O, C / groups, K)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 3, 8> x;
  Tensor<float, 4, 3, 3> w;
#ifdef CORRECTED
  auto v = conv1d(unsqueeze(x, 0_c), w);
#else
  auto v = conv1d(x, w);
#endif
  (void)v;
}
