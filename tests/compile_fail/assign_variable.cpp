// SPDX-License-Identifier: BSL-1.0
// expect: assign: an expression of shape (3) into a tensor of shape (2, 3)
#include <tenon/autograd.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Parameter<float, 2, 3> p;
  Tensor<float, 2, 3, 4> x;
#ifdef CORRECTED
  Variable v = p * 2;
  v = p * 3;
#else
  Variable v = p * 2;
  v = select(p, 0_c, 0_c);
#endif
  (void)v;
}
