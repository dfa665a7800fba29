// SPDX-License-Identifier: BSL-1.0
// expect: assign: integers into a tensor of truth values of shape (2, 3); to convert them write y = y * x
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<bool, 2, 3> b;
#ifdef CORRECTED
  b = b + 1;
#else
  b += 1;
#endif
}
