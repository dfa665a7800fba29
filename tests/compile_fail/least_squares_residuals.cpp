// SPDX-License-Identifier: BSL-1.0
// expect: least_squares: the residuals have shape (2, 2); expected a vector
#include <tenon/optim.hpp>

using namespace tenon;
using namespace tenon::literals;

int main() {
#ifdef CORRECTED
  least_squares([](const Tensor<double, 2>& x) { return x * 2; }, zeros<double, 2>());
#else
  least_squares([](const Tensor<double, 2>& x) { return outer(x, x); }, zeros<double, 2>());
#endif
}
