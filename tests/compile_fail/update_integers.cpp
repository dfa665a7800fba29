// SPDX-License-Identifier: BSL-1.0
// expect: assign: fractions into a tensor of integers of shape (2, 3); to convert them write y = y * x
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<int, 2, 3> n;
#ifdef CORRECTED
  n = n / 2;
#else
  n /= 2;
#endif
}
