// SPDX-License-Identifier: BSL-1.0
// Prints a result as SciPy 1.10 prints an OptimizeResult: the fields that the method has.
#pragma once

#include <tenon/optim/minimize/result.hpp>
#include <tenon/optim/printed_fields.hpp>

namespace tenon {

template <class T, index... N> std::ostream& operator<<(std::ostream& out, const OptimizeResult<T, N...>& r) {
  const bool simplex = r.method == Method::nelder_mead;
  const bool dense = r.method == Method::bfgs, limited = r.method == Method::lbfgs || r.method == Method::lbfgsb;
  const bool vertices = !r.final_simplex.values.empty();
  detail::printed_fields fields(out, vertices ? 14 : dense || limited ? 9 : 8);
  fields.text("message", r.message);
  fields.text("success", r.success ? "True" : "False");
  fields.text("status", std::to_string(r.status));
  fields.text("fun", detail::shortest(r.fun));
  fields.array("x", r.x);
  fields.text("nit", std::to_string(r.nit));
  if (!simplex) fields.array("jac", r.jac);
  if constexpr ((N * ... * 1) <= matrix_limit)
    if (dense && r.hess_inv.dense()) fields.array("hess_inv", r.hess_inv.todense());
  fields.text("nfev", std::to_string(r.nfev));
  if (!simplex) fields.text("njev", std::to_string(r.njev));
  if (limited) {
    const std::string n = std::to_string((N * ... * 1)), type = sizeof(T) == 4 ? "float32" : "float64";
    fields.text("hess_inv", "<" + n + "x" + n + " LbfgsInvHessProduct with dtype=" + type + ">");
  }
  if (r.method == Method::newton_cg) fields.text("nhev", std::to_string(r.nhev));
  if (vertices) {
    std::vector<T> all;
    for (const auto& v : r.final_simplex.vertices) all.insert(all.end(), v.begin(), v.end());
    constexpr index n = (N * ... * 1);
    const detail::printed_array points(all.data(), ints(n + 1, n), fields.width(), true);
    const detail::printed_array values(r.final_simplex.values.data(), ints(n + 1), fields.width(), true);
    fields.text("final_simplex", '(' + points.text() + ", " + values.text() + ')');
  }
  return out;
}

} // namespace tenon
