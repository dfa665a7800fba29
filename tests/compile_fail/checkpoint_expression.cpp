// SPDX-License-Identifier: BSL-1.0
// expect: checkpoint: an argument is an expression; name it first: Variable h = ...
#include <tenon/autograd.hpp>

using namespace tenon;

int main() {
  Parameter<float, 3> x;
#ifdef CORRECTED
  Variable h = x * 2;
  Variable y = checkpoint([](const auto& a) { return square(a); }, h);
#else
  Variable y = checkpoint([](const auto& a) { return square(a); }, x * 2);
#endif
}
