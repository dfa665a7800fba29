// SPDX-License-Identifier: BSL-1.0
// Prints a result as SciPy 1.10 prints an OptimizeResult: the fields that the method has.
#pragma once

#include <tenon/optim/minimize/result.hpp>
#include <tenon/optim/printed_fields.hpp>

namespace tenon {

template <class T, index... N> std::ostream& operator<<(std::ostream& out, const OptimizeResult<T, N...>& r) {
  const bool simplex = r.method == Method::nelder_mead;
  const bool dense = r.method == Method::bfgs, limited = r.method == Method::lbfgs || r.method == Method::lbfgsb;
  detail::printed_fields fields(out, dense || limited ? 9 : 8);
  fields.text("message", r.message);
  fields.text("success", r.success ? "True" : "False");
  fields.text("status", std::to_string(r.status));
  fields.text("fun", detail::shortest(r.fun));
  fields.array("x", r.x);
  fields.text("nit", std::to_string(r.nit));
  if (!simplex) fields.array("jac", r.jac);
  if constexpr ((N * ... * 1) <= matrix_limit)
    if (dense && r.hess_inv.dense()) fields.array("hess_inv", r.hess_inv.todense());
  if (limited) {
    const std::string n = std::to_string((N * ... * 1)), type = sizeof(T) == 4 ? "float32" : "float64";
    fields.text("hess_inv", "<" + n + "x" + n + " LbfgsInvHessProduct with dtype=" + type + ">");
  }
  fields.text("nfev", std::to_string(r.nfev));
  if (!simplex) fields.text("njev", std::to_string(r.njev));
  if (r.method == Method::newton_cg) fields.text("nhev", std::to_string(r.nhev));
  return out;
}

} // namespace tenon
