// SPDX-License-Identifier: BSL-1.0
// expect: dot: shapes (2, 3) and (2, 3); expected two vectors
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto v = dot(flatten(x), flatten(x));
#else
  auto v = dot(x, x);
#endif
  (void)v;
}
