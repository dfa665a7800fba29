// SPDX-License-Identifier: BSL-1.0
// expect: split: chunks of -1 elements; expected a positive size
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> x;
#ifdef CORRECTED
  auto v = split(x, 1_c);
#else
  auto v = split(x, -1_c);
#endif
  (void)v;
}
