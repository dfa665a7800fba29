// SPDX-License-Identifier: BSL-1.0
// expect: assign: an expression of shape (4, 3) into a tensor of shape (2, 3)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
  Tensor<float, 4, 3> z;
#ifdef CORRECTED
  y = y * 2;
#else
  y = z * 2;
#endif
}
