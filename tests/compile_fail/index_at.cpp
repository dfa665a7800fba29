// SPDX-License-Identifier: BSL-1.0
// expect: index: 1 number given for shape (2, 3) of rank 2
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = y.at(1, 0);
#else
  auto v = y.at(1);
#endif
  (void)v;
}
