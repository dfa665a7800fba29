// SPDX-License-Identifier: BSL-1.0
// expect: backward: the gradient that the result receives must be a tensor of its shape
#include <tenon/autograd.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Parameter<float, 3> p;
  Tape tape;
  Variable y = sum(p);
#ifdef CORRECTED
  tape.backward(y, Tensor<float>(2));
#else
  tape.backward(y, 2);
#endif
}
