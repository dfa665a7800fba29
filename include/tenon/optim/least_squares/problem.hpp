// SPDX-License-Identifier: BSL-1.0
// All that the algorithms know of a problem: they are compiled once for its numbers of residuals and variables.
#pragma once

#include <tenon/tensor/tensor.hpp>

#include <cmath>
#include <string>

namespace tenon::detail {

template <class T, index M, index N> class least_squares_problem {
public:
  virtual Tensor<T, M> residuals(const Tensor<T, N>& x) = 0;
  virtual Tensor<T, M, N> jacobian(const Tensor<T, N>& x, const Tensor<T, M>& f) = 0; // where f are the residuals at x

protected:
  ~least_squares_problem() = default;
};

template <class T, index... N> bool all_finite(const Tensor<T, N...>& x) {
  for (const T& v : x)
    if (!std::isfinite(v)) return false;
  return true;
}

// what is wrong with a Jacobian that has an element that is infinite or nan
template <class T, index M, index N> std::string jacobian_fault(const Tensor<T, M, N>& jacobian) {
  for (index i = 0; i < M; ++i)
    for (index j = 0; j < N; ++j)
      if (!std::isfinite(jacobian(i, j)))
        return "The Jacobian is not finite: the derivative of residual " + std::to_string(i) +
               " with respect to variable " + std::to_string(j) + " is " + std::to_string(jacobian(i, j)) + ".";
  return {};
}

} // namespace tenon::detail
