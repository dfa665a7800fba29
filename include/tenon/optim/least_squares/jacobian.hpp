// SPDX-License-Identifier: BSL-1.0
// Where a problem's Jacobian comes from: the user's function, the tape, or differences.
#pragma once

#include <tenon/autograd/variable.hpp>
#include <tenon/optim/derivatives.hpp>
#include <tenon/optim/least_squares/differences.hpp>

namespace tenon {

// Residuals with their Jacobian: residuals{f, jacobian} with a function from x to a matrix, or residuals{f, taped{}},
// where f takes a Parameter.
template <class F, class J> struct residuals {
  F f;
  J jacobian;
};
template <class F, class J> residuals(F, J) -> residuals<F, J>;

namespace detail {

template <class T, index M, index N, class F> class difference_problem final : public least_squares_problem<T, M, N> {
  F& f_;
  const LeastSquaresOptions<T, N>& options_;

public:
  difference_problem(F& f, const LeastSquaresOptions<T, N>& o) : f_(f), options_(o) {}
  Tensor<T, M> residuals(const Tensor<T, N>& x) override {
    const kept_values kept;
    return f_(x);
  }
  Tensor<T, M, N> jacobian(const Tensor<T, N>& x, const Tensor<T, M>& f) override {
    if (options_.jac == Differences::three_point) return three_point_jacobian(*this, x, f, options_.bounds);
    return two_point_jacobian(*this, x, f, options_.bounds);
  }
};

template <class T, index M, index N, class F, class J>
class analytic_problem final : public least_squares_problem<T, M, N> {
  F& f_;
  J& jacobian_;

public:
  analytic_problem(F& f, J& jacobian) : f_(f), jacobian_(jacobian) {}
  Tensor<T, M> residuals(const Tensor<T, N>& x) override {
    const kept_values kept;
    return f_(x);
  }
  Tensor<T, M, N> jacobian(const Tensor<T, N>& x, const Tensor<T, M>&) override {
    const kept_values kept;
    return jacobian_(x);
  }
};

// A tape is swept once: each row records the statements again.
template <class T, index M, index N, class F> class taped_problem final : public least_squares_problem<T, M, N> {
  F& f_;
  Parameter<T, N> x_;

public:
  explicit taped_problem(F& f) : f_(f) {}
  Tensor<T, M> residuals(const Tensor<T, N>& x) override {
    const no_grad hidden;
    const kept_values kept;
    x_.value() = x;
    return f_(x_);
  }
  Tensor<T, M, N> jacobian(const Tensor<T, N>& x, const Tensor<T, M>&) override {
    x_.value() = x;
    Tensor<T, M, N> rows;
    for (index i = 0; i < M; ++i) {
      x_.zero_grad();
      Tape tape;
      const Variable y = f_(x_);
      Tensor<T, M> row;
      row(i) = 1;
      tape.backward(y, row);
      for (index j = 0; j < N; ++j) rows(i, j) = x_.grad()(j);
    }
    return rows;
  }
};

} // namespace detail
} // namespace tenon
