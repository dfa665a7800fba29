// SPDX-License-Identifier: BSL-1.0
// expect: checkpoint: the function takes one type only; write it for all: [](const auto& x)
#include <tenon/autograd.hpp>

using namespace tenon;

int main() {
  Parameter<float, 3> x;
#ifdef CORRECTED
  Variable y = checkpoint([](const auto& a) { return square(a); }, x);
#else
  Variable y = checkpoint([](const Parameter<float, 3>& a) { return square(a); }, x);
#endif
}
