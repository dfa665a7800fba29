// SPDX-License-Identifier: BSL-1.0
// expect: tril: shape (3) has no matrices; expected (..., rows, columns)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 3> x;
#ifdef CORRECTED
  auto v = tril(expand(x, 3_c, 3_c));
#else
  auto v = tril(x);
#endif
  (void)v;
}
