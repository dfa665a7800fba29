// SPDX-License-Identifier: BSL-1.0
// expect: index: 2 numbers given for shape (3) of rank 1
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = y[1](2);
#else
  auto v = y[1](0, 2);
#endif
  (void)v;
}
