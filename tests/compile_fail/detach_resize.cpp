// SPDX-License-Identifier: BSL-1.0
// expect: assign: an expression of shape (2, 3) into a tensor of shape (3, 3)
#include <tenon/autograd.hpp>

using namespace tenon;

int main() {
  Parameter<float, 2, 3> w;
  Tape tape;
  Variable y = w * 2;
#ifdef CORRECTED
  const Tensor<float, 2, 3> copy = detach(y);
#else
  const Tensor<float, 3, 3> copy = detach(y);
#endif
  (void)copy;
}
