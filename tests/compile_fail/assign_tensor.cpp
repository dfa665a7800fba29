// SPDX-License-Identifier: BSL-1.0
// expect: assign: an expression of shape (2, 3) into a tensor of shape (3, 2)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  Tensor<float, 2, 3> v = y + 1;
#else
  Tensor<float, 3, 2> v = y + 1;
#endif
  (void)v;
}
