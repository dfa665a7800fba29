// SPDX-License-Identifier: BSL-1.0
// lines: 12
// expect: assign: an expression of shape (2, 3) into a tensor of shape (3)
#include <tenon/autograd.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<float, 2, 3> y;
#ifdef CORRECTED
  Parameter<float, 3> v = y[0];
#else
  Parameter<float, 3> v = y;
#endif
  (void)v;
}
