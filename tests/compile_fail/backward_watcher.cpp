// SPDX-License-Identifier: BSL-1.0
// expect: backward: expected a watcher of the sweep, such as when_final(f), behind the gradient
#include <tenon/autograd.hpp>
#include <tenon/autograd/when_final.hpp>

using namespace tenon;

int main() {
  Parameter<float, 3> p;
  int finals = 0;
  const auto count = [&](const void*) { ++finals; };
  Tape tape;
  Variable y = p * 2;
#ifdef CORRECTED
  tape.backward(y, ones<float, 3>(), when_final(count));
#else
  tape.backward(y, ones<float, 3>(), count);
#endif
}
