// SPDX-License-Identifier: BSL-1.0
// expect: checkpoint: the function returns no tensor
#include <tenon/autograd.hpp>

using namespace tenon;

int main() {
  Parameter<float, 3> x;
#ifdef CORRECTED
  Variable y = checkpoint([](const auto& a) { return sum(a); }, x);
#else
  Variable y = checkpoint([](const auto& a) { return float(sum(a)); }, x);
#endif
}
