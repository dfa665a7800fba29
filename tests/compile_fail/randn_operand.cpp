// SPDX-License-Identifier: BSL-1.0
// expect: rand, randn: numbers without a shape; store them first: Tensor<float, 2, 3> r = randn(generator)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Generator g;
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  Tensor<float, 2, 3> noise = randn(g) * 0.1;
  auto v = y + noise;
#else
  auto v = y + randn(g) * 0.1;
#endif
  (void)v;
}
