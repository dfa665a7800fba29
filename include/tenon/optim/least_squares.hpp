// SPDX-License-Identifier: BSL-1.0
// Nonlinear least squares: the x for which half the sum of squared residuals, or of a robust loss of them, is least.
// scipy.optimize.least_squares
#pragma once

#include <tenon/optim/least_squares/dogbox.hpp>
#include <tenon/optim/least_squares/jacobian.hpp>
#include <tenon/optim/least_squares/lm.hpp>
#include <tenon/optim/least_squares/trf.hpp>
#include <tenon/shape/require.hpp>

namespace tenon {

namespace detail {

// throws std::invalid_argument
template <class T, index N>
void check_least_squares(const Tensor<T, N>& x0, const LeastSquaresOptions<T, N>& o, index residuals) {
  const auto check = [](bool good, const std::string& sentence) {
    if (!good) fail<std::invalid_argument>("least_squares: " + sentence);
  };
  const bool lm = o.method == LeastSquares::lm;
  check(!lm || o.loss == RobustLoss::linear, "lm knows the linear loss only; trf and dogbox know the others");
  check(!lm || o.bounds.none(), "lm knows no bounds; trf and dogbox do");
  check(!lm || residuals >= N, "lm needs at least as many residuals as variables; there are " +
                                   std::to_string(residuals) + " and " + std::to_string(N));
  for (index j = 0; j < N; ++j) {
    const std::string variable = "variable " + std::to_string(j), lower = std::to_string(o.bounds.lower(j)),
                      upper = std::to_string(o.bounds.upper(j));
    check(o.bounds.lower(j) < o.bounds.upper(j),
          "the lower bound " + lower + " of " + variable + " is not below its upper bound " + upper);
    check(x0(j) >= o.bounds.lower(j) && x0(j) <= o.bounds.upper(j),
          "x0 is infeasible: " + variable + " is " + std::to_string(x0(j)) + ", outside its bounds " + lower + " and " +
              upper);
    const T scale = o.x_scale.values(j);
    check(std::isfinite(scale) && scale > 0,
          "x_scale of " + variable + " is " + std::to_string(scale) + "; it must be positive");
  }
  check(o.f_scale > 0, "f_scale is " + std::to_string(o.f_scale) + "; it must be positive");
  check(o.max_nfev >= 0, "max_nfev is " + std::to_string(o.max_nfev) + "; it must be positive, or 0 for the default");
  // a tolerance below the resolution, 0 for example, never ends anything
  constexpr T least = linalg::epsilon<T>;
  const bool all = o.ftol >= least && o.xtol >= least && o.gtol >= least;
  const bool any = o.ftol >= least || o.xtol >= least || o.gtol >= least;
  check(lm ? all : any, std::string(lm ? "all of" : "one of") + " ftol, xtol and gtol must be " +
                            std::to_string(least * T(1e16)) + "e-16 or more");
}

template <class T, index M, index N>
LeastSquaresResult<T, M, N> solve_least_squares(least_squares_problem<T, M, N>& problem, bool differences,
                                                Tensor<T, N> x0, LeastSquaresOptions<T, N> o) {
  check_least_squares(x0, o, M);
  const bool lm_counts = differences && o.method == LeastSquares::lm; // what differences evaluate
  if (o.max_nfev == 0) o.max_nfev = lm_counts ? 100 * N * (N + 1) : 100 * N;
  if (o.method == LeastSquares::trf) x0 = strictly_inside(x0, o.bounds, T(1e-10));
  const Tensor<T, M> f0 = problem.residuals(x0);
  LeastSquaresResult<T, M, N> r;
  for (index i = 0; i < M; ++i)
    if (!std::isfinite(f0(i))) {
      r.x = x0;
      r.fun = f0;
      r.nfev = 1;
      r.status = -1;
      r.message = "Residual " + std::to_string(i) + " is " + std::to_string(f0(i)) + " at the starting point.";
      return r;
    }
  if (o.method == LeastSquares::trf) r = trf(problem, x0, f0, o);
  else if (o.method == LeastSquares::dogbox) r = dogbox(problem, x0, f0, o);
  else if constexpr (M >= N) r = lm(problem, differences, x0, f0, o);
  r.success = r.status > 0;
  if (r.status >= 0) r.message = least_squares_messages[r.status];
  return r;
}

template <class X> using least_squares_options_for = LeastSquaresOptions<value_of<X>, shape_of<X>::list[0]>;

// what is wrong with residuals that are called with an A
template <class F, class A> constexpr text check_residuals(bool on_tape) {
  constexpr ints x = shape_of<A>::list;
  if constexpr (x.n != 1) return say("least_squares: x0 has shape ", x, "; expected a vector");
  else if constexpr (!std::is_invocable_v<F&, const A&>)
    return say("least_squares: the residuals cannot be called with a ", on_tape ? "Parameter" : "Tensor", " of shape ",
               x);
  else if constexpr (!tensor_like<std::invoke_result_t<F&, const A&>>)
    return say("least_squares: the residuals give no tensor");
  else {
    using Y = std::invoke_result_t<F&, const A&>;
    if (shape_of<Y>::rank != 1)
      return say("least_squares: the residuals have shape ", shape_of<Y>::list, "; expected a vector");
    if (on_tape && !has_gradient<Y>)
      return say("least_squares: what the residuals give of a Parameter does not depend on it, so the tape has no "
                 "gradient");
    return {};
  }
}
template <class F, class J, class A> constexpr text check_jacobian() {
  constexpr ints x = shape_of<A>::list, f = shape_of<std::invoke_result_t<F&, const A&>>::list;
  if constexpr (!std::is_invocable_v<J&, const A&>)
    return say("least_squares: the Jacobian cannot be called with a Tensor of shape ", x);
  else if constexpr (!tensor_like<std::invoke_result_t<J&, const A&>>)
    return say("least_squares: the Jacobian is no tensor; expected shape ", ints{f[0], x[0]});
  else if constexpr (constexpr ints jacobian = shape_of<std::invoke_result_t<J&, const A&>>::list;
                     jacobian != ints{f[0], x[0]})
    return say("least_squares: the Jacobian has shape ", jacobian, "; expected ", ints{f[0], x[0]},
               ": residuals, variables");
  else return {};
}

} // namespace detail

// Minimizes from x0 on; f maps a vector to a vector of residuals. The Jacobian is estimated by differences.
template <class F, tensor_like X>
auto least_squares(F&& f, const X& x0, const detail::least_squares_options_for<X>& options = {}) {
  using T = value_of<X>;
  constexpr text sentence = detail::check_residuals<F, tensor_of<X>>(false);
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (sentence.empty()) {
    using S = shape_of<decltype(f(tensor_of<X>(x0)))>;
    constexpr index N = shape_of<X>::list[0], M = S::list[0];
    detail::difference_problem<T, M, N, std::remove_reference_t<F>> problem(f, options);
    return detail::solve_least_squares<T, M, N>(problem, true, x0, options);
  }
}

// ... is given: residuals{f, jacobian}
template <class F, class J, tensor_like X>
auto least_squares(residuals<F, J> r, const X& x0, const detail::least_squares_options_for<X>& options = {}) {
  using T = value_of<X>;
  constexpr text sentence = [] {
    constexpr text wrong = detail::check_residuals<F, tensor_of<X>>(false);
    if constexpr (!wrong.empty()) return wrong;
    else return detail::check_jacobian<F, J, tensor_of<X>>();
  }();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (sentence.empty()) {
    using S = shape_of<decltype(r.f(tensor_of<X>(x0)))>;
    constexpr index N = shape_of<X>::list[0], M = S::list[0];
    detail::analytic_problem<T, M, N, F, J> problem(r.f, r.jacobian);
    return detail::solve_least_squares<T, M, N>(problem, false, x0, options);
  }
}

// ... comes from the tape, row by row: residuals{f, taped{}}, where f takes a Parameter<T, N>
template <class F, tensor_like X>
auto least_squares(residuals<F, taped> r, const X& x0, const detail::least_squares_options_for<X>& options = {}) {
  using T = value_of<X>;
  constexpr index N = shape_of<X>::list[0];
  constexpr text sentence = detail::check_residuals<F, Parameter<T, N>>(true);
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (sentence.empty()) {
    using S = shape_of<decltype(r.f(std::declval<const Parameter<T, N>&>()))>;
    constexpr index M = S::list[0];
    detail::taped_problem<T, M, N, F> problem(r.f);
    return detail::solve_least_squares<T, M, N>(problem, false, x0, options);
  }
}

} // namespace tenon
