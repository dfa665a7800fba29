// SPDX-License-Identifier: BSL-1.0
// expect: split: the size of the chunks is missing; write a constant such as 2_c
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = split(y, 1_c);
#else
  auto v = split(y);
#endif
  (void)v;
}
