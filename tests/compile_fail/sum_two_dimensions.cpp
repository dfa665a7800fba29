// SPDX-License-Identifier: BSL-1.0
// expect: sum: more than one dimension is a list: dims(0_c, 1_c)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 4> x;
#ifdef CORRECTED
  auto v = sum(x, dims(0_c, 1_c));
#else
  auto v = sum(x, 0_c, 1_c);
#endif
  (void)v;
}
