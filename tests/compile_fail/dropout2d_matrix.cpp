// SPDX-License-Identifier: BSL-1.0
// expect: dropout2d: shape (2, 3); expected (N, C, ...)
#include <tenon/nn.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Generator g;
#ifdef CORRECTED
  auto v = dropout2d(unsqueeze(x, 2_c), 0.5, g);
#else
  auto v = dropout2d(x, 0.5, g);
#endif
  (void)v;
}
