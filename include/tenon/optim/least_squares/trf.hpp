// SPDX-License-Identifier: BSL-1.0
// The trust region reflective method (Branch, Coleman and Li: A subspace, interior, and conjugate gradient method for
// large-scale bound-constrained minimization problems, 1999), its steps by singular values (More: The
// Levenberg-Marquardt algorithm, 1978). Without bounds it is the plain trust region method.
#pragma once

#include <tenon/linalg/svd.hpp>
#include <tenon/optim/least_squares/box.hpp>
#include <tenon/optim/least_squares/trust_region.hpp>

namespace tenon::detail {

// min |J p + f| over |p| <= radius, by the singular values of J and U^T f. Several radii may be asked for.
template <class T, index N> class trust_region_step {
  Tensor<T, N> s_, uf_;
  Tensor<T, N, N> v_;
  bool full_rank_;

  // |p(alpha)| - radius, and its derivative
  struct excess {
    T value, slope;
  };
  excess at(T alpha, T radius) const {
    Tensor<T, N> p;
    T sum(0);
    for (index j = 0; j < N; ++j) {
      const T denominator = s_(j) * s_(j) + alpha, product = s_(j) * uf_(j);
      p(j) = product / denominator;
      sum += p(j) * p(j) / denominator;
    }
    const T length = linalg::norm(p);
    return {length - radius, -sum / length};
  }

public:
  template <index M>
  trust_region_step(linalg::SVD<T, M, N>&& f, const Tensor<T, M>& residuals, index rows)
      : s_(f.s), uf_(linalg::transposed_times(f.u, residuals)), v_(f.v),
        full_rank_(rows >= N && s_(N - 1) > linalg::epsilon<T> * T(rows) * s_(0)) {}

  // alpha is the parameter of Levenberg and Marquardt: a guess, then what belongs to the step
  Tensor<T, N> operator()(T radius, T& alpha) const {
    Tensor<T, N> y;
    if (full_rank_) {
      for (index j = 0; j < N; ++j) y(j) = -uf_(j) / s_(j);
      const Tensor<T, N> p = linalg::times(v_, y);
      if (linalg::norm(p) <= radius) {
        alpha = 0;
        return p;
      }
    }
    for (index j = 0; j < N; ++j) y(j) = s_(j) * uf_(j);
    T upper = linalg::norm(y) / radius, lower = 0;
    if (full_rank_) {
      const excess e = at(T(0), radius);
      lower = -e.value / e.slope;
    }
    const auto between = [&] { return std::max(T(0.001) * upper, std::sqrt(lower * upper)); };
    if (!full_rank_ && alpha == 0) alpha = between();
    constexpr int most_rounds = 10;
    for (int round = 0; round < most_rounds; ++round) {
      if (alpha < lower || alpha > upper) alpha = between();
      const excess e = at(alpha, radius);
      if (e.value < 0) upper = alpha;
      const T ratio = e.value / e.slope;
      lower = std::max(lower, alpha - ratio);
      alpha -= (e.value + radius) * ratio / radius;
      if (std::fabs(e.value) < T(0.01) * radius) break;
    }
    for (index j = 0; j < N; ++j) y(j) = -s_(j) * uf_(j) / (s_(j) * s_(j) + alpha);
    Tensor<T, N> p = linalg::times(v_, y);
    const T correction = radius / linalg::norm(p); // rounding must not lead out of the region
    for (T& v : p) v *= correction;
    return p;
  }
};

// a step in the variables, in the scaled ("hat") variables, and what the model says of it
template <class T, index N> struct reflective_step {
  Tensor<T, N> step, hat;
  T value;
};

// Of the step p, which may leave the box, its reflection at the border, and steepest descent, the one that is best
// inside.
template <class T, index M, index N>
reflective_step<T, N> best_step(const Tensor<T, N>& x, const quadratic_model<T, M, N>& model, const Tensor<T, N>& p_hat,
                                const Tensor<T, N>& d, T radius, const LeastSquaresBounds<T, N>& box, T theta) {
  const auto scaled = [&](const Tensor<T, N>& hat, T factor) {
    reflective_step<T, N> r{Tensor<T, N>(), hat, T(0)};
    for (index j = 0; j < N; ++j) {
      r.hat(j) *= factor;
      r.step(j) = d(j) * r.hat(j);
    }
    return r;
  };
  const auto from = [&](const Tensor<T, N>& s) {
    Tensor<T, N> y = x;
    for (index j = 0; j < N; ++j) y(j) += s(j);
    return y;
  };

  reflective_step<T, N> best = scaled(p_hat, T(1));
  if (inside(from(best.step), box)) {
    best.value = model(best.hat);
    return best;
  }
  const border<T, N> met = step_to_border(x, best.step, box);
  const reflective_step<T, N> to_border = scaled(p_hat, met.steps);
  best = scaled(p_hat, theta * met.steps); // strictly inside
  best.value = model(best.hat);

  Tensor<T, N> r_hat = p_hat;
  for (index j = 0; j < N; ++j)
    if (met.hit(j) != 0) r_hat(j) = -r_hat(j);
  // how far the reflection leads, to the next border or to the edge of the region
  const T a = linalg::inner_product(r_hat, r_hat), b = linalg::inner_product(to_border.hat, r_hat);
  const T c = linalg::inner_product(to_border.hat, to_border.hat) - radius * radius;
  const T q = -(b + std::copysign(std::sqrt(std::max(b * b - a * c, T(0))), b));
  const T to_edge = std::max(q / a, c / q);
  const T to_next = step_to_border(from(to_border.step), scaled(r_hat, T(1)).step, box).steps;
  const T furthest = std::min(to_next, to_edge);
  if (furthest > 0) {
    const T least = (1 - theta) * met.steps / furthest;
    const T most = furthest == to_next ? theta * to_next : to_edge;
    if (least <= most) {
      const auto lowest = model.along(r_hat, to_border.hat).lowest(least, most);
      if (lowest.value < best.value) {
        for (index j = 0; j < N; ++j) r_hat(j) = to_border.hat(j) + lowest.t * r_hat(j);
        best = scaled(r_hat, T(1));
        best.value = lowest.value;
      }
    }
  }

  const reflective_step<T, N> descent = scaled(model.gradient, T(-1));
  const T edge = radius / linalg::norm(descent.hat), wall = step_to_border(x, descent.step, box).steps;
  const auto lowest = model.along(descent.hat).lowest(T(0), wall < edge ? theta * wall : edge);
  if (lowest.value <= best.value) {
    best = scaled(model.gradient, -lowest.t);
    best.value = lowest.value;
  }
  return best;
}

template <class T, index M, index N>
LeastSquaresResult<T, M, N> trf(least_squares_problem<T, M, N>& problem, const Tensor<T, N>& x0, const Tensor<T, M>& f0,
                                const LeastSquaresOptions<T, N>& o) {
  least_squares_point<T, M, N> at(problem, o, x0, f0);
  LeastSquaresResult<T, M, N>& r = at.result;

  // Coleman and Li's scaling: v is the distance to the bound that descent leads to, and its derivative where there is
  // one
  Tensor<T, N> v, slope;
  const auto scale_by_distance = [&] {
    for (index j = 0; j < N; ++j) {
      v(j) = 1;
      slope(j) = 0;
      if (r.grad(j) < 0 && std::isfinite(o.bounds.upper(j))) v(j) = o.bounds.upper(j) - r.x(j), slope(j) = -1;
      if (r.grad(j) > 0 && std::isfinite(o.bounds.lower(j))) v(j) = r.x(j) - o.bounds.lower(j), slope(j) = 1;
    }
  };
  const auto distance = [&](index j) { return slope(j) == 0 ? v(j) : v(j) / at.scale(j); }; // in scaled variables

  scale_by_distance();
  Tensor<T, N> start;
  for (index j = 0; j < N; ++j) start(j) = x0(j) / at.scale(j) / std::sqrt(distance(j));
  T radius = linalg::norm(start), alpha = 0;
  if (radius == 0) radius = 1;

  while (true) {
    scale_by_distance();
    Tensor<T, N> scaled_gradient;
    for (index j = 0; j < N; ++j) scaled_gradient(j) = r.grad(j) * v(j);
    r.optimality = linalg::max_norm(scaled_gradient);
    if (r.optimality < o.gtol && r.status >= 0) r.status = 1;
    if (r.status != 0 || r.nfev >= o.max_nfev) break;

    // the bounds add a diagonal of square roots below the Jacobian
    Tensor<T, N> d, g_hat;
    Tensor<T, M + N, N> j_hat;
    Tensor<T, M + N> residuals;
    for (index j = 0; j < N; ++j) {
      d(j) = std::sqrt(distance(j)) * at.scale(j);
      g_hat(j) = d(j) * r.grad(j);
      j_hat(M + j, j) = std::sqrt(r.grad(j) * slope(j) * at.scale(j));
    }
    for (index i = 0; i < M; ++i) {
      residuals(i) = at.f(i);
      for (index j = 0; j < N; ++j) j_hat(i, j) = r.jac(i, j) * d(j);
    }
    const trust_region_step<T, N> solve(linalg::svd(j_hat), residuals, M);
    const quadratic_model<T, M + N, N> model{j_hat, g_hat};
    const T theta = std::max(T(0.995), 1 - r.optimality); // how near to a bound a step leads

    T fell = -1;
    while (fell <= 0 && r.nfev < o.max_nfev) {
      const auto [step, hat, value] = best_step(r.x, model, solve(radius, alpha), d, radius, o.bounds, theta);
      Tensor<T, N> x = r.x;
      for (index j = 0; j < N; ++j) x(j) += step(j);
      x = strictly_inside(x, o.bounds, T(0));
      const Tensor<T, M> f = problem.residuals(x);
      ++r.nfev;
      const T length = linalg::norm(hat);
      if (!all_finite(f)) {
        radius = T(0.25) * length;
        continue;
      }
      const T cost = at.cost(f), old_radius = radius;
      fell = r.cost - cost;
      const T ratio = update_radius(radius, fell, -value, length, length > T(0.95) * radius);
      r.status = tolerance_met(fell, r.cost, linalg::norm(step), linalg::norm(r.x), ratio, o.ftol, o.xtol);
      if (fell > 0) at.move(x, f, cost);
      if (r.status != 0) break;
      alpha *= old_radius / radius;
    }
  }
  r.active_mask = active_bounds(r.x, o.bounds, o.xtol);
  return at.result;
}

} // namespace tenon::detail
