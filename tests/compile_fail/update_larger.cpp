// SPDX-License-Identifier: BSL-1.0
// expect: assign: an expression of shape (2, 3) into a tensor of shape (3)
#include <tenon/tenon.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  y /= y[0];
#else
  y[0] /= y;
#endif
}
