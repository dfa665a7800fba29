// SPDX-License-Identifier: BSL-1.0
// expect: minimize: what the function gives of a Parameter depends on none, so the tape has no gradient
#include <tenon/optim.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<double, 2> x;
  auto f = [](const Tensor<double, 2>& p) { return p(0) * p(0) + p(1) * p(1); };
#ifdef CORRECTED
  auto r = minimize(objective{f, two_point{}}, x);
#else
  auto r = minimize(objective{f}, x);
#endif
  (void)r;
}
