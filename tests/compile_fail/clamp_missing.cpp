// SPDX-License-Identifier: BSL-1.0
// expect: clamp: the upper bound is missing; for a lower bound alone use maximum
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = maximum(y, 0);
#else
  auto v = clamp(y, 0);
#endif
  (void)v;
}
