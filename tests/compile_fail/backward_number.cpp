// SPDX-License-Identifier: BSL-1.0
// expect: backward: only a Variable has been recorded; write Variable y = ...
#include <tenon/autograd.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Parameter<float, 2, 3> p;
#ifdef CORRECTED
  Tape tape;
  Variable v = mean(p * 2);
  tape.backward(v);
#else
  Tape tape;
  float v = mean(p * 2);
  tape.backward(v);
#endif
}
