// SPDX-License-Identifier: BSL-1.0
// What trf and dogbox share: the point they stand on, quadratic models, the radius, and when to end.
#pragma once

#include <tenon/optim/least_squares/problem.hpp>
#include <tenon/optim/least_squares/result.hpp>
#include <tenon/optim/least_squares/robust_loss.hpp>

namespace tenon::detail {

// A point with the residuals, their Jacobian and the gradient of the cost there. The result holds the true residuals;
// those here are scaled by the loss.
template <class T, index M, index N> class least_squares_point {
  least_squares_problem<T, M, N>& problem_;
  const LeastSquaresOptions<T, N>& options_;

public:
  LeastSquaresResult<T, M, N> result;
  Tensor<T, M> f;
  Tensor<T, N> scale; // of the variables

  least_squares_point(least_squares_problem<T, M, N>& problem, const LeastSquaresOptions<T, N>& o,
                      const Tensor<T, N>& x, const Tensor<T, M>& f0)
      : problem_(problem), options_(o), scale(o.x_scale.values) {
    result.nfev = 1;
    move(x, f0, cost(f0));
  }

  T cost(const Tensor<T, M>& residuals) const { return least_squares_cost(options_.loss, options_.f_scale, residuals); }

  void move(const Tensor<T, N>& x, const Tensor<T, M>& residuals, T new_cost) {
    result.x = x;
    result.fun = f = residuals;
    result.cost = new_cost;
    result.jac = problem_.jacobian(x, residuals);
    ++result.njev;
    result.message = jacobian_fault(result.jac);
    if (!result.message.empty()) result.status = -1;
    scale_by_loss(options_.loss, options_.f_scale, result.jac, f);
    result.grad = linalg::transposed_times(result.jac, f);
    if (options_.x_scale.from_jacobian) scale_by_columns(result.njev == 1);
  }

private:
  // the inverse norms of the Jacobian's columns, which never grow again
  void scale_by_columns(bool first) {
    for (index j = 0; j < N; ++j) {
      const T length = linalg::detail::norm_of(result.jac.data() + j, M, N);
      scale(j) = 1 / std::max(length, first ? (length == 0 ? T(1) : T(0)) : 1 / scale(j));
    }
  }
};

// a t^2 + b t + c along a line
template <class T> struct parabola {
  T a, b, c = T(0);

  struct point {
    T t, value;
  };
  // where it is lowest from `from` to `to`
  point lowest(T from, T to) const {
    const auto at = [this](T t) { return point{t, t * (a * t + b) + c}; };
    point best = at(from);
    if (const point end = at(to); end.value < best.value) best = end;
    if (const T t = T(-0.5) * b / a; a != 0 && from < t && t < to)
      if (const point inside = at(t); inside.value < best.value) best = inside;
    return best;
  }
};

// The model |J s|^2 / 2 + g . s of how the cost changes with a step s.
template <class T, index M, index N> struct quadratic_model {
  const Tensor<T, M, N>& jacobian;
  const Tensor<T, N>& gradient;

  T operator()(const Tensor<T, N>& s) const {
    const Tensor<T, M> v = linalg::times(jacobian, s);
    return T(0.5) * linalg::inner_product(v, v) + linalg::inner_product(gradient, s);
  }
  // along start + t s
  parabola<T> along(const Tensor<T, N>& s, const Tensor<T, N>& start = {}) const {
    const Tensor<T, M> v = linalg::times(jacobian, s), u = linalg::times(jacobian, start);
    return {T(0.5) * linalg::inner_product(v, v), linalg::inner_product(gradient, s) + linalg::inner_product(u, v),
            (*this)(start)};
  }
};

// The ratio of how much the cost fell to what the model promised, which decides the next radius.
template <class T> T update_radius(T& radius, T fell, T promised, T length, bool at_edge) {
  const T ratio = promised > 0 ? fell / promised : promised == 0 && fell == 0 ? T(1) : T(0);
  if (ratio < T(0.25)) radius = T(0.25) * length;
  else if (ratio > T(0.75) && at_edge) radius *= 2;
  return ratio;
}

// A status, or 0 to go on.
template <class T> int tolerance_met(T fell, T cost, T step, T x, T ratio, T ftol, T xtol) {
  const bool flat = fell < ftol * cost && ratio > T(0.25), nearby = step < xtol * (xtol + x);
  return flat && nearby ? 4 : flat ? 2 : nearby ? 3 : 0;
}

} // namespace tenon::detail
