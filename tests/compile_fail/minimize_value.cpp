// SPDX-License-Identifier: BSL-1.0
// expect: minimize: the function has shape (2); it must be ()
#include <tenon/optim.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<double, 2> x;
#ifdef CORRECTED
  auto r = minimize([](const auto& p) { return sum(square(p)); }, x);
#else
  auto r = minimize([](const auto& p) { return square(p); }, x);
#endif
  (void)r;
}
