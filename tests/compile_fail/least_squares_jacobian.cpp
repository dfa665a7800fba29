// SPDX-License-Identifier: BSL-1.0
// expect: least_squares: the Jacobian has shape (2, 3); expected (3, 2): residuals, variables
#include <tenon/optim.hpp>

using namespace tenon;

int main() {
  const auto f = [](const Tensor<double, 2>&) { return zeros<double, 3>(); };
#ifdef CORRECTED
  const auto jacobian = [](const Tensor<double, 2>&) { return ones<double, 3, 2>(); };
#else
  const auto jacobian = [](const Tensor<double, 2>&) { return ones<double, 2, 3>(); };
#endif
  least_squares(residuals{f, jacobian}, zeros<double, 2>());
}
