// SPDX-License-Identifier: BSL-1.0
// expect: minimize: over parameters the function takes all of them, or nothing
#include <tenon/optim.hpp>

using namespace tenon;

int main() {
  Parameter<double, 2> w;
  Parameter<double> b;
#ifdef CORRECTED
  auto f = [](const auto& weight, const auto& bias) { return sum(square(weight)) + square(bias); };
#else
  auto f = [](const auto& weight) { return sum(square(weight)); };
#endif
  auto r = minimize(f, parameters(w, b));
  (void)r;
}
