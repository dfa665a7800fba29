// SPDX-License-Identifier: BSL-1.0
// expect: argmax: expected one dimension, got 2
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = argmax(y);
#else
  auto v = argmax(y, dims(0_c, 1_c));
#endif
  (void)v;
}
