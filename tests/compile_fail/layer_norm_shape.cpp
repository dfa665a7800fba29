// SPDX-License-Identifier: BSL-1.0
// expect: layer_norm: shape (2, 3, 4) does not end in the normalized shape (3)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 4> x;
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = layer_norm(x, x[0][0], x[0][0]);
#else
  auto v = layer_norm(x, y[0], y[0]);
#endif
  (void)v;
}
