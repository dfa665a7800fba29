// SPDX-License-Identifier: BSL-1.0
// What least_squares returns. scipy.optimize.OptimizeResult
#pragma once

#include <tenon/tensor/tensor.hpp>

namespace tenon {

template <class T, index M, index N> struct LeastSquaresResult {
  Tensor<T, N> x;
  T cost = T(0);       // half the sum of squares, or what the robust loss makes of it
  Tensor<T, M> fun;    // the residuals at x
  Tensor<T, M, N> jac; // at x; rows are scaled by a robust loss so that J^T J approximates the Hessian of the cost
  Tensor<T, N> grad;   // of the cost
  T optimality = T(0); // the largest element of the gradient; with bounds, of the scaled gradient
  Tensor<int, N> active_mask; // -1: x is at the lower bound, 1: at the upper one
  index nfev = 0;             // evaluations of the residuals, those of differences only in lm
  index njev = 0;             // evaluations of the Jacobian; 0 in lm with differences
  index nit = 0;              // SciPy counts none
  int status = 0;
  bool success = false;
  const char* message = "";
};

namespace detail {
inline constexpr const char* least_squares_messages[] = {
    "The maximum number of function evaluations is exceeded.",
    "`gtol` termination condition is satisfied.",
    "`ftol` termination condition is satisfied.",
    "`xtol` termination condition is satisfied.",
    "Both `ftol` and `xtol` termination conditions are satisfied.",
};
} // namespace detail

} // namespace tenon
