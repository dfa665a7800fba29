// SPDX-License-Identifier: BSL-1.0
// expect: index: elements are numbered by integers
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = y(1, 0);
#else
  auto v = y(1, 0.5);
#endif
  (void)v;
}
