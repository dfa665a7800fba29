// SPDX-License-Identifier: BSL-1.0
// expect: broadcast: shapes (3) and (2) differ in dimension 0: 3 and 2
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<int, 3> n;
#ifdef CORRECTED
  Tensor<int, 2, 1> q;
  auto v = n % q;
#else
  Tensor<int, 2> q;
  auto v = n % q;
#endif
  (void)v;
}
