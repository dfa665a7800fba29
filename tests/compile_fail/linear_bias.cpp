// SPDX-License-Identifier: BSL-1.0
// expect: linear: bias (3) for weight (4, 3); expected (4)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
  Tensor<float, 4, 3> z;
#ifdef CORRECTED
  auto v = linear(y, z, zeros<float, 4>());
#else
  auto v = linear(y, z, y[0]);
#endif
  (void)v;
}
