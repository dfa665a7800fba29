// SPDX-License-Identifier: BSL-1.0
// expect: index: 2 numbers given for shape (2, 3, 4) of rank 3
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3, 4> x;
#ifdef CORRECTED
  auto v = x(1, 2, 3);
#else
  auto v = x(1, 2);
#endif
  (void)v;
}
