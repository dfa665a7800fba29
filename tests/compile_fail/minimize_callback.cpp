// SPDX-License-Identifier: BSL-1.0
// expect: minimize: the callback cannot be called with a Tensor of shape (2)
#include <tenon/optim.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<double, 2> x;
  auto f = [](const auto& p) { return sum(p * p); };
#ifdef CORRECTED
  minimize(f, x, {.callback = [](const Tensor<double, 2>&) {}});
#else
  minimize(f, x, {.callback = [](double) {}});
#endif
}
