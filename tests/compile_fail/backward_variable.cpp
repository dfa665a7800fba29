// SPDX-License-Identifier: BSL-1.0
// expect: backward: a Variable is swept by its tape
#include <tenon/autograd.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Parameter<float, 3> p;
  Tape tape;
  Variable loss = sum(p);
#ifdef CORRECTED
  tape.backward(loss);
#else
  backward(loss);
#endif
}
