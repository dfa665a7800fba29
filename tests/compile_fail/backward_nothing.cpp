// SPDX-License-Identifier: BSL-1.0
// expect: backward: only a Variable has been recorded; write Variable y = ...
#include <tenon/autograd.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Parameter<float, 2, 3> p;
  Tape tape;
  Variable v = mean(p * 2);
#ifdef CORRECTED
  tape.backward(v);
#else
  tape.backward();
#endif
}
