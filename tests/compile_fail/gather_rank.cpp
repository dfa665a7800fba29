// SPDX-License-Identifier: BSL-1.0
// expect: gather: shape (2, 3) and index (2) differ in rank
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
  Tensor<int, 2> n;
#ifdef CORRECTED
  auto v = gather(x, 1_c, unsqueeze(n, 1_c));
#else
  auto v = gather(x, 1_c, n);
#endif
  (void)v;
}
