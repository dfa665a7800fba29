// SPDX-License-Identifier: BSL-1.0
// expect: all: dimension 0 repeats in (0, -2)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = all(y > 0, dims(0_c, -1_c));
#else
  auto v = all(y > 0, dims(0_c, -2_c));
#endif
  (void)v;
}
