// SPDX-License-Identifier: BSL-1.0
// expect: layer_norm: expected a weight and a bias, or none; how many dimensions is a template argument: layer_norm<2>(x)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto r = layer_norm<2>(x);
#else
  auto r = layer_norm(x, 2_c);
#endif
  (void)r;
}
