// SPDX-License-Identifier: BSL-1.0
// expect: cdist: shapes (2, 4, 3) and (3, 5, 3): batches (2) and (3) do not broadcast
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 4, 3> a;
  Tensor<float, 3, 5, 3> b;
#ifdef CORRECTED
  auto v = cdist(a, b[0]);
#else
  auto v = cdist(a, b);
#endif
  (void)v;
}
