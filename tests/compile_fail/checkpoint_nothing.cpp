// SPDX-License-Identifier: BSL-1.0
// expect: checkpoint: expected a function and the tensors that it is called with
#include <tenon/autograd.hpp>

using namespace tenon;

int main() {
  Parameter<float, 3> x;
#ifdef CORRECTED
  Variable y = checkpoint([](const auto& a) { return square(a); }, x);
#else
  Variable y = checkpoint([&] { return square(x); });
#endif
}
