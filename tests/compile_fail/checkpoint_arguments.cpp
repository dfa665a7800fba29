// SPDX-License-Identifier: BSL-1.0
// expect: checkpoint: the function does not take these arguments
#include <tenon/autograd.hpp>

using namespace tenon;

int main() {
  Parameter<float, 3> x;
#ifdef CORRECTED
  Variable y = checkpoint([](const auto& a, const auto& b) { return a * b; }, x, x);
#else
  Variable y = checkpoint([](const auto& a, const auto& b) { return a * b; }, x);
#endif
}
