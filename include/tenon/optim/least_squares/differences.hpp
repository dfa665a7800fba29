// SPDX-License-Identifier: BSL-1.0
// Jacobians by finite differences, with SciPy's steps: away from zero, and never outside the bounds.
#pragma once

#include <tenon/linalg/vector.hpp>
#include <tenon/optim/least_squares/options.hpp>
#include <tenon/optim/least_squares/problem.hpp>

#include <algorithm>
#include <cmath>

namespace tenon::detail {

// f(x) has been computed; x + step is what the residuals are asked for.
template <class T, index M, index N>
Tensor<T, M> residuals_beside(least_squares_problem<T, M, N>& problem, Tensor<T, N> x, index j, T step) {
  x(j) += step;
  return problem.residuals(x);
}
// the step from x that x(j) can take: what is left of it after rounding
template <class T, index N> T rounded_step(const Tensor<T, N>& x, index j, T step) {
  return simd::detail::kept(x(j) + step) - x(j);
}

// One evaluation a column, at x + steps(j), divided by what the steps are or are taken for.
template <class T, index M, index N>
Tensor<T, M, N> forward_differences(least_squares_problem<T, M, N>& problem, const Tensor<T, N>& x,
                                    const Tensor<T, M>& f, const Tensor<T, N>& steps, const Tensor<T, N>& widths) {
  Tensor<T, M, N> jacobian;
  for (index j = 0; j < N; ++j) {
    const Tensor<T, M> moved = residuals_beside(problem, x, j, steps(j));
    for (index i = 0; i < M; ++i) jacobian(i, j) = (moved(i) - f(i)) / widths(j);
  }
  return jacobian;
}

template <class T, index M, index N>
Tensor<T, M, N> two_point_jacobian(least_squares_problem<T, M, N>& problem, const Tensor<T, N>& x,
                                   const Tensor<T, M>& f, const LeastSquaresBounds<T, N>& bounds) {
  Tensor<T, N> steps, widths;
  for (index j = 0; j < N; ++j) {
    T step = std::sqrt(linalg::epsilon<T>) * std::max(T(1), std::fabs(x(j)));
    if (x(j) < 0) step = -step;
    const T below = x(j) - bounds.lower(j), above = bounds.upper(j) - x(j);
    if (std::fabs(step) > std::max(below, above)) step = above >= below ? above : -below;
    else if (x(j) + step < bounds.lower(j) || x(j) + step > bounds.upper(j)) step = -step;
    steps(j) = step;
    widths(j) = rounded_step(x, j, step);
  }
  return forward_differences(problem, x, f, steps, widths);
}

// Two evaluations a column, on both sides of x or, beside a bound, on one.
template <class T, index M, index N>
Tensor<T, M, N> three_point_jacobian(least_squares_problem<T, M, N>& problem, const Tensor<T, N>& x,
                                     const Tensor<T, M>& f, const LeastSquaresBounds<T, N>& bounds) {
  Tensor<T, M, N> jacobian;
  for (index j = 0; j < N; ++j) {
    T step = std::cbrt(linalg::epsilon<T>) * std::max(T(1), std::fabs(x(j)));
    const T below = x(j) - bounds.lower(j), above = bounds.upper(j) - x(j);
    bool central = below >= step && above >= step;
    if (!central) {
      const T nearby = std::min(below, above);
      step = std::min(step, std::max(below, above) / 2);
      if (step <= nearby) { // the middle of a narrow box
        central = true;
        step = nearby;
      } else if (above < below) step = -step;
    }
    const Tensor<T, M> first = residuals_beside(problem, x, j, central ? -step : step);
    const Tensor<T, M> second = residuals_beside(problem, x, j, central ? step : 2 * step);
    const T width = rounded_step(x, j, central ? step : 2 * step) - (central ? rounded_step(x, j, -step) : T(0));
    for (index i = 0; i < M; ++i)
      jacobian(i, j) = (central ? second(i) - first(i) : 4 * first(i) - 3 * f(i) - second(i)) / width;
  }
  return jacobian;
}

} // namespace tenon::detail
