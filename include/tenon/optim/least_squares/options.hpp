// SPDX-License-Identifier: BSL-1.0
// What least_squares is told: names and defaults are those of scipy.optimize.least_squares.
#pragma once

#include <tenon/tensor/factories.hpp>

#include <limits>

namespace tenon {

// Trust region reflective, for bounds too; dogleg in boxes, for small problems with bounds; Levenberg and Marquardt's
// method as MINPACK has it, without bounds.
enum class LeastSquares { trf, dogbox, lm };

// rho of the sum of rho((f / f_scale)^2) that is minimized
enum class RobustLoss { linear, soft_l1, huber, cauchy, arctan };

// how the Jacobian is estimated where none is given
enum class Differences { two_point, three_point };

enum class Scaling { jac };

// The size of each variable: one number, one for each, or Scaling::jac for the inverse norms of the Jacobian's columns.
template <class T, index N> struct LeastSquaresScale {
  Tensor<T, N> values = full<T, N>(T(1));
  bool from_jacobian = false;

  constexpr LeastSquaresScale() = default;
  template <class X>
    requires std::is_arithmetic_v<X>
  constexpr LeastSquaresScale(X value) : values(full<T, N>(static_cast<T>(value))) {}
  constexpr LeastSquaresScale(const Tensor<T, N>& v) : values(v) {}
  constexpr LeastSquaresScale(Scaling) : from_jacobian(true) {}
};

template <class T, index N> struct LeastSquaresBounds {
  Tensor<T, N> lower = full<T, N>(-std::numeric_limits<T>::infinity());
  Tensor<T, N> upper = full<T, N>(std::numeric_limits<T>::infinity());

  constexpr bool none() const {
    for (index i = 0; i < N; ++i)
      if (lower(i) != -std::numeric_limits<T>::infinity() || upper(i) != std::numeric_limits<T>::infinity())
        return false;
    return true;
  }
};

template <class T, index N> struct LeastSquaresOptions {
  // SciPy's 1e-8 is below the resolution of float
  static constexpr T tolerance = sizeof(T) > 4 ? T(1e-8) : T(1e-4);

  LeastSquares method = LeastSquares::trf;
  Differences jac = Differences::two_point;
  LeastSquaresBounds<T, N> bounds = {};
  T ftol = tolerance; // ends when a step lowers the cost by less than this part of it
  T xtol = tolerance; // ... when a step is shorter than this part of x
  T gtol = tolerance; // ... when no element of the scaled gradient is larger
  LeastSquaresScale<T, N> x_scale = {};
  RobustLoss loss = RobustLoss::linear;
  T f_scale = T(1);   // residuals above it are outliers
  index max_nfev = 0; // 0: 100 N; for lm with differences 100 N (N + 1)
};

} // namespace tenon
