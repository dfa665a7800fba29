// SPDX-License-Identifier: BSL-1.0
// expect: layer_norm: the bias is missing; it has the shape of the weight
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = layer_norm(y, y[0], y[1]);
#else
  auto v = layer_norm(y, y[0]);
#endif
  (void)v;
}
