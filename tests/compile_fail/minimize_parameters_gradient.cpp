// SPDX-License-Identifier: BSL-1.0
// expect: minimize: over parameters the gradient comes from the tape or from differences
#include <tenon/optim.hpp>

using namespace tenon;

int main() {
  Parameter<double, 2> w;
  auto f = [](const auto& weight) { return sum(square(weight)); };
#ifdef CORRECTED
  auto r = minimize(objective{f, two_point{}}, parameters(w));
#else
  auto r = minimize(objective{f, [](const auto& weight) { return weight * 2; }}, parameters(w));
#endif
  (void)r;
}
