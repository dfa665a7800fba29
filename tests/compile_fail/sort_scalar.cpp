// SPDX-License-Identifier: BSL-1.0
// expect: sort: a scalar has no dimensions
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float> x;
#ifdef CORRECTED
  auto v = sort(expand(x, 1_c));
#else
  auto v = sort(x);
#endif
  (void)v;
}
