// SPDX-License-Identifier: BSL-1.0
// Problems of the literature with their derivatives, in plain loops.
// Moré, Garbow, Hillstrom: Testing unconstrained optimization software, ACM TOMS 7 (1981).
#pragma once

#include <string>
#include <vector>

namespace problems {

using list = std::vector<double>;

// f(x), and what is not null of the gradient (n), the Hessian (n x n), the residuals (m) and their Jacobian (m x n)
struct wanted {
  list *gradient = nullptr, *hessian = nullptr, *residuals = nullptr, *jacobian = nullptr;
};
double evaluate(const std::string& name, const list& x, const wanted& w);

} // namespace problems
