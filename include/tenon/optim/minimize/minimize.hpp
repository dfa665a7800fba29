// SPDX-License-Identifier: BSL-1.0
// minimize(f, x0): scipy.optimize.minimize.
#pragma once

#include <tenon/optim/minimize/bfgs.hpp>
#include <tenon/optim/minimize/cg.hpp>
#include <tenon/optim/minimize/functions.hpp>
#include <tenon/optim/minimize/lbfgsb.hpp>
#include <tenon/optim/minimize/line_search.hpp>
#include <tenon/optim/minimize/nelder_mead.hpp>
#include <tenon/optim/minimize/newton_cg.hpp>

#include <optional>

namespace tenon {

// The options of minimize. Those that a method does not know are ignored.
template <class T, index... N> struct minimize_options {
  std::optional<Method> method{};         // BFGS, or L-BFGS-B where there are bounds
  std::optional<double> tol{};            // all tolerances of the method; those named below go before it
  std::optional<double> gtol{};           // BFGS, CG, L-BFGS: largest component of the gradient; 1e-5
  std::optional<double> ftol{};           // L-BFGS: relative decrease of an iteration; 2.2e-9
  std::optional<double> xtol{};           // Newton-CG: mean change of a coordinate; 1e-5
  std::optional<double> xatol{}, fatol{}; // Nelder-Mead: size of the simplex, spread of the values; 1e-4
  std::optional<index> maxiter{};         // iterations; 200 for each coordinate, L-BFGS: 15000
  std::optional<index> maxfun{};          // evaluations, for L-BFGS (15000) and Nelder-Mead (200 for each coordinate)
  index maxcor = 10;                      // L-BFGS: how many steps it remembers
  double eps = 0;                         // distance of forward differences, Newton-CG: of gradients; 0: SciPy's
  bool adaptive = false;                  // Nelder-Mead: parameters for many coordinates
  std::optional<Tensor<T, N...>> lower{}, upper{}; // bounds, for L-BFGS-B and Nelder-Mead; may be infinite
  iteration_callback<Tensor<T, N...>> callback{};
};

namespace detail {
template <class T, index... N> Method method_of(const minimize_options<T, N...>& o) {
  return o.method.value_or(o.lower || o.upper ? Method::lbfgsb : Method::bfgs);
}
// the options without the shape
template <class T, index... N> limits limits_of(const minimize_options<T, N...>& o) {
  limits l;
  if (o.tol) l.gtol = l.ftol = l.xtol = l.xatol = l.fatol = *o.tol;
  l.gtol = o.gtol.value_or(l.gtol);
  l.ftol = o.ftol.value_or(l.ftol);
  l.xtol = o.xtol.value_or(l.xtol);
  l.xatol = o.xatol.value_or(l.xatol);
  l.fatol = o.fatol.value_or(l.fatol);
  l.maxiter = o.maxiter.value_or(-1);
  l.maxfun = o.maxfun.value_or(-1);
  l.maxcor = std::max<index>(o.maxcor, 1);
  l.adaptive = o.adaptive;
  l.eps = o.eps;
  return l;
}

template <class T, index N>
outcome<T, N> minimized(Method method, problem<T, N>& p, Tensor<T, N>&& x0, const limits& l, box<T> b) {
  const bool bounded = method == Method::lbfgs || method == Method::lbfgsb || method == Method::nelder_mead;
  if (b.any() && !bounded)
    fail<std::invalid_argument>("minimize: this method knows no bounds; lbfgsb and nelder_mead do");
  bool finite = false;
  for (index i = 0; b.any() && i < N; ++i) {
    if (!(b.low(i) <= b.high(i)))
      fail<std::invalid_argument>("minimize: the bounds of element " + std::to_string(i) + " are " +
                                  std::to_string(b.low(i)) + " and " + std::to_string(b.high(i)) +
                                  "; expected a lower and an upper one");
    finite = finite || std::isfinite(b.low(i)) || std::isfinite(b.high(i));
  }
  if (!finite) b = {};
  if (method == Method::newton_cg && p.source == derivative::forward)
    fail<std::invalid_argument>("minimize: newton_cg needs a gradient, but the function has none: give one with "
                                "objective{f, g}, or let f return a statement of its argument");
  outcome<T, N> r;
  r.x = std::move(x0);
  r.method = method;
  b.clip(r.x);
  const T root = std::sqrt(std::numeric_limits<T>::epsilon());
  const bool lbfgs_step = method == Method::lbfgs || method == Method::lbfgsb;
  T step = lbfgs_step ? std::max(T(1e-8), root / 2) : root;
  if (l.eps > 0) step = static_cast<T>(l.eps);
  counted<T, N> f(p, b, step);

  const bool matrix = method == Method::bfgs || method == Method::nelder_mead ||
                      (method == Method::newton_cg && p.curvature == problem<T, N>::second::hessian);
  if constexpr (N > matrix_limit) {
    if (matrix) {
      const std::string n = std::to_string(N);
      finish(r, f, 4,
             "minimize: this method keeps a matrix of " + n + " x " + n + " elements; lbfgs and cg do without");
      return r;
    }
  } else if (matrix) {
    if (method == Method::bfgs) bfgs(f, l, r);
    else if (method == Method::nelder_mead) nelder_mead(f, l, b, r);
    else newton_cg(f, l, r);
    return r;
  }
  if (method == Method::newton_cg) newton_cg(f, l, r);
  else if (method == Method::cg) cg(f, l, r);
  else lbfgsb(f, l, b, r);
  return r;
}

template <class T, index... D> OptimizeResult<T, D...> shaped(OptimizeResult<T, (D * ... * 1)>&& r) {
  if constexpr (sizeof...(D) == 1) return std::move(r);
  else
    return {Tensor<T, D...>(std::move(r.x).release()),
            r.fun,
            Tensor<T, D...>(std::move(r.jac).release()),
            std::move(r.hess_inv),
            r.nfev,
            r.njev,
            r.nhev,
            r.nit,
            r.status,
            r.success,
            std::move(r.message),
            r.method,
            std::move(r.final_simplex)};
}
} // namespace detail

// The x near x0 at which a function of a tensor is smallest. `f(x)` is an expression or a variable, and its gradient
// comes from the tape; or it is a number, and its gradient is made of differences; or f is an `objective`.
// Ends with a status and a message, and throws only for contradictory options, and what f throws.
template <class F, class T, index... N>
OptimizeResult<T, N...> minimize(F f, const Tensor<T, N...>& x0, const minimize_options<T, N...>& o = {}) {
  static_assert(std::is_floating_point_v<T>, "minimize: x0 must be of float or double");
  auto given = detail::objective_of<Parameter<T, N...>>(std::move(f));
  constexpr text sentence = detail::check_objective<T, N...>(std::type_identity<decltype(given)>());
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (sentence.empty()) {
    detail::user_problem<decltype(given), T, N...> p(given, o.callback);
    const detail::box<T> b{o.lower ? o.lower->data() : nullptr, o.upper ? o.upper->data() : nullptr};
    return detail::shaped<T, N...>(
        detail::minimized(detail::method_of(o), p, detail::flattened(x0), detail::limits_of(o), b));
  } else return {};
}

} // namespace tenon
