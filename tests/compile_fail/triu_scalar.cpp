// SPDX-License-Identifier: BSL-1.0
// expect: triu: shape () has no matrices; expected (..., rows, columns)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float> x;
#ifdef CORRECTED
  auto v = triu(expand(x, 2_c, 2_c), 1_c);
#else
  auto v = triu(x, 1_c);
#endif
  (void)v;
}
