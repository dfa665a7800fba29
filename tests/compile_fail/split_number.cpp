// SPDX-License-Identifier: BSL-1.0
// expect: split: expected the size of chunks as a constant such as 2_c, or sizes(1_c, 2_c), and a dimension
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = split(y, 1_c);
#else
  auto v = split(y, 1);
#endif
  (void)v;
}
