// SPDX-License-Identifier: BSL-1.0
// line_search(f, x, p): scipy.optimize.line_search.
#pragma once

#include <tenon/optim/minimize/along.hpp>
#include <tenon/optim/minimize/functions.hpp>

namespace tenon {

struct line_search_options {
  double c1 = 1e-4, c2 = 0.9;                                     // of the conditions on decrease and on curvature
  double amax = std::numeric_limits<double>::infinity();          // the longest step
  double old_old_fval = std::numeric_limits<double>::quiet_NaN(); // the value at the point before x
  int maxiter = 10;
};

template <class T, index... N> struct LineSearchResult {
  bool found = false;           // whether there is a step; what follows is of use only then
  double alpha = 0;             // x + alpha p fulfils the strong Wolfe conditions
  index fc = 0, gc = 0;         // evaluations of the function, and of its gradient but for that at x
  T new_fval = 0, old_fval = 0; // the value there, and at x
  Tensor<T, N...> new_slope;    // the gradient there
};

// A step along p that decreases f enough and flattens it: f as minimize takes it.
template <class F, class T, index... N>
LineSearchResult<T, N...> line_search(F f, const Tensor<T, N...>& x, const Tensor<T, N...>& p,
                                      const line_search_options& o = {}) {
  auto given = detail::objective_of<Parameter<T, N...>>(std::move(f));
  constexpr text sentence = detail::check_objective<T, N...>(std::type_identity<decltype(given)>());
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  LineSearchResult<T, N...> r;
  if constexpr (sentence.empty()) {
    constexpr index n = (N * ... * 1);
    const iteration_callback<Tensor<T, N...>> none;
    detail::user_problem<decltype(given), T, N...> problem(given, none);
    const auto at = detail::flattened(x), direction = detail::flattened(p);
    detail::counted<T, n> counted(problem, {}, std::sqrt(std::numeric_limits<T>::epsilon()));
    detail::along<T, n> phi(counted, at, direction);
    r.old_fval = counted.value(at);
    const double value = static_cast<double>(r.old_fval);
    const double slope = static_cast<double>(detail::inner(counted.gradient(at), direction));
    r.found = detail::wolfe2(phi, value, slope, detail::first_step(value, o.old_old_fval, slope),
                             {o.c1, o.c2, o.amax, o.maxiter}, r.alpha);
    if (r.found) {
      r.new_fval = counted.value(phi.point(r.alpha));
      const auto& g = counted.gradient(phi.point(r.alpha));
      std::copy(g.begin(), g.end(), r.new_slope.data());
    }
    r.fc = counted.nfev;
    r.gc = counted.njev - 1;
  }
  return r;
}

} // namespace tenon
