// SPDX-License-Identifier: BSL-1.0
// expect: minimize: the gradient has shape (3); it must be (2)
#include <tenon/optim.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<double, 2> x;
  Tensor<double, 3> d;
  auto f = [](const auto& p) { return sum(square(p)); };
#ifdef CORRECTED
  auto r = minimize(objective{f, [&](const auto&) { return narrow(d, 0_c, 0_c, 2_c); }}, x);
#else
  auto r = minimize(objective{f, [&](const auto&) { return d * 2; }}, x);
#endif
  (void)r;
}
