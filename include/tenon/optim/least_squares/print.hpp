// SPDX-License-Identifier: BSL-1.0
// Prints a result as SciPy 1.10 prints an OptimizeResult.
#pragma once

#include <tenon/optim/least_squares/result.hpp>
#include <tenon/optim/printed_fields.hpp>

namespace tenon {

template <class T, index M, index N> std::ostream& operator<<(std::ostream& out, const LeastSquaresResult<T, M, N>& r) {
  detail::printed_fields fields(out, 12); // the longest name is active_mask
  fields.text("message", r.message);
  fields.text("success", r.success ? "True" : "False");
  fields.text("status", std::to_string(r.status));
  fields.array("fun", r.fun);
  fields.array("x", r.x);
  fields.text("cost", detail::shortest(r.cost));
  fields.array("jac", r.jac);
  fields.array("grad", r.grad);
  fields.text("optimality", detail::shortest(r.optimality));
  fields.array("active_mask", r.active_mask);
  fields.text("nfev", std::to_string(r.nfev));
  fields.text("njev", std::to_string(r.njev));
  return out;
}

} // namespace tenon
