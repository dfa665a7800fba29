// SPDX-License-Identifier: BSL-1.0
// expect: layer_norm: the last 3 dimensions of shape (2, 3); expected 1 to 2
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = layer_norm<2>(y);
#else
  auto v = layer_norm<3>(y);
#endif
  (void)v;
}
