// SPDX-License-Identifier: BSL-1.0
// expect: backward: shape (2, 3) is no scalar; give the gradient it receives: backward(y, gradient)
#include <tenon/autograd.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Parameter<float, 2, 3> p;
#ifdef CORRECTED
  Tape tape;
  Variable v = sum(p * 2);
  tape.backward(v);
#else
  Tape tape;
  Variable v = p * 2;
  tape.backward(v);
#endif
  (void)v;
}
