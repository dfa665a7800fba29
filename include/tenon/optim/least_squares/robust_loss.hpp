// SPDX-License-Identifier: BSL-1.0
// Losses that keep outliers from ruling a fit (Triggs and others: Bundle adjustment - a modern synthesis, 2000).
#pragma once

#include <tenon/linalg/vector.hpp>
#include <tenon/optim/least_squares/options.hpp>

#include <algorithm>
#include <cmath>

namespace tenon::detail {

// rho(z) and its derivatives
template <class T> struct loss_value {
  T value, first, second;
};
template <class T> loss_value<T> robust_loss(RobustLoss loss, T z) {
  switch (loss) {
  case RobustLoss::soft_l1: {
    const T t = 1 + z, root = std::sqrt(t);
    return {2 * (root - 1), 1 / root, T(-0.5) / (t * root)};
  }
  case RobustLoss::huber: {
    if (z <= 1) break;
    const T root = std::sqrt(z);
    return {2 * root - 1, 1 / root, T(-0.5) / (z * root)};
  }
  case RobustLoss::cauchy: {
    const T t = 1 + z;
    return {std::log1p(z), 1 / t, -1 / (t * t)};
  }
  case RobustLoss::arctan: {
    const T t = 1 + z * z;
    return {std::atan(z), 1 / t, -2 * z / (t * t)};
  }
  case RobustLoss::linear:
    break;
  }
  return {z, 1, 0};
}

// What is minimized, given the residuals.
template <class T, index M> T least_squares_cost(RobustLoss loss, T f_scale, const Tensor<T, M>& f) {
  if (loss == RobustLoss::linear) return T(0.5) * linalg::inner_product(f, f);
  T sum(0);
  for (const T& v : f) sum += robust_loss(loss, (v / f_scale) * (v / f_scale)).value;
  return T(0.5) * f_scale * f_scale * sum;
}

// Scales residuals and Jacobian so that J^T f is the gradient of the cost and J^T J approximates its Hessian.
template <class T, index M, index N>
void scale_by_loss(RobustLoss loss, T f_scale, Tensor<T, M, N>& jacobian, Tensor<T, M>& f) {
  if (loss == RobustLoss::linear) return;
  for (index i = 0; i < M; ++i) {
    const T v = f(i) / f_scale;
    const loss_value<T> rho = robust_loss(loss, v * v);
    const T scale = std::sqrt(std::max(rho.first + 2 * rho.second * v * v, linalg::epsilon<T>));
    f(i) *= rho.first / scale;
    for (index j = 0; j < N; ++j) jacobian(i, j) *= scale;
  }
}

} // namespace tenon::detail
