// SPDX-License-Identifier: BSL-1.0
// expect: chunk: the number of parts must be a constant: 1_c, not 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = chunk(y, 2_c);
#else
  auto v = chunk(y, 2);
#endif
  (void)v;
}
