// SPDX-License-Identifier: BSL-1.0
// expect: minimize: the Hessian has shape (2); it must be (2, 2)
#include <tenon/optim.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
  Tensor<double, 2> x;
  auto f = [](const auto& p) { return sum(square(p)); };
#ifdef CORRECTED
  auto r = minimize(objective{f, taped{}, [](const auto&) { return eye<double, 2>(); }}, x);
#else
  auto r = minimize(objective{f, taped{}, [](const auto& p) { return p * 2; }}, x);
#endif
  (void)r;
}
