// SPDX-License-Identifier: BSL-1.0
// expect: split: chunks of 0 elements along dimension 0 of (2, 3), which is not empty
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  auto v = split(y, 1_c);
#else
  auto v = split(y, 0_c);
#endif
  (void)v;
}
