// SPDX-License-Identifier: BSL-1.0
// Powell's dogleg in rectangular trust regions (Voglis and Lagaris: A rectangular trust region dogleg approach for
// unconstrained and bound constrained nonlinear optimization, 2004).
#pragma once

#include <tenon/linalg/svd.hpp>
#include <tenon/optim/least_squares/box.hpp>
#include <tenon/optim/least_squares/trust_region.hpp>

namespace tenon::detail {

template <class T, index N> struct dogleg_step {
  Tensor<T, N> step;
  Tensor<int, N> on_bound; // as in the result's mask
  bool at_edge = false;    // of the trust region
};

// From the lowest point of `descent` along -gradient towards the Gauss-Newton step, as far as box and region allow.
template <class T, index N>
dogleg_step<T, N> dogleg(const Tensor<T, N>& x, const Tensor<T, N>& newton, const Tensor<T, N>& gradient,
                         const parabola<T>& descent, const Tensor<T, N>& region, const LeastSquaresBounds<T, N>& box) {
  LeastSquaresBounds<T, N> total;
  for (index j = 0; j < N; ++j) {
    total.lower(j) = std::max(box.lower(j) - x(j), -region(j));
    total.upper(j) = std::min(box.upper(j) - x(j), region(j));
  }
  if (inside(newton, total)) return {newton, {}, false};

  dogleg_step<T, N> result;
  Tensor<T, N>& step = result.step;
  for (index j = 0; j < N; ++j) step(j) = -gradient(j);
  const T t = descent.lowest(T(0), step_to_border(Tensor<T, N>(), step, total).steps).t;
  Tensor<T, N> turn = newton;
  for (index j = 0; j < N; ++j) {
    step(j) *= t;
    turn(j) -= step(j);
  }
  const border<T, N> met = step_to_border(step, turn, total);
  for (index j = 0; j < N; ++j) {
    step(j) += met.steps * turn(j);
    const int hit = met.hit(j);
    const bool bound = hit < 0   ? total.lower(j) == box.lower(j) - x(j)
                       : hit > 0 ? total.upper(j) == box.upper(j) - x(j)
                                 : false;
    if (bound) result.on_bound(j) = hit;
    if (hit < 0 ? total.lower(j) == -region(j) : hit > 0 && total.upper(j) == region(j)) result.at_edge = true;
  }
  return result;
}

template <class T, index M, index N>
LeastSquaresResult<T, M, N> dogbox(least_squares_problem<T, M, N>& problem, const Tensor<T, N>& x0,
                                   const Tensor<T, M>& f0, const LeastSquaresOptions<T, N>& o) {
  least_squares_point<T, M, N> at(problem, o, x0, f0);
  LeastSquaresResult<T, M, N>& r = at.result;
  Tensor<int, N>& on_bound = r.active_mask;
  const auto scaled_size = [&](const Tensor<T, N>& s) {
    Tensor<T, N> y;
    for (index j = 0; j < N; ++j) y(j) = s(j) / at.scale(j);
    return linalg::max_norm(y);
  };
  T radius = scaled_size(x0);
  if (radius == 0) radius = 1;
  for (index j = 0; j < N; ++j) on_bound(j) = x0(j) == o.bounds.upper(j) ? 1 : x0(j) == o.bounds.lower(j) ? -1 : 0;

  while (true) {
    // a variable at a bound that descent would leave the box by is held; its column is zero, and so is its step
    Tensor<bool, N> held;
    Tensor<T, N> gradient = r.grad;
    Tensor<T, M, N> jacobian = r.jac;
    for (index j = 0; j < N; ++j) {
      held(j) = static_cast<T>(on_bound(j)) * r.grad(j) < 0;
      if (!held(j)) continue;
      gradient(j) = 0;
      for (index i = 0; i < M; ++i) jacobian(i, j) = 0;
    }
    r.optimality = linalg::max_norm(gradient);
    if (r.optimality < o.gtol && r.status >= 0) r.status = 1;
    if (r.status != 0 || r.nfev >= o.max_nfev) break;

    Tensor<T, N> newton = linalg::lstsq(jacobian, at.f);
    for (T& v : newton) v = -v;
    const quadratic_model<T, M, N> model{jacobian, gradient};
    Tensor<T, N> downhill = gradient;
    for (T& v : downhill) v = -v;
    const parabola<T> descent = model.along(downhill);

    T fell = -1;
    while (fell <= 0 && r.nfev < o.max_nfev) {
      Tensor<T, N> region, x;
      for (index j = 0; j < N; ++j) region(j) = radius * at.scale(j);
      const dogleg_step<T, N> s = dogleg(r.x, newton, gradient, descent, region, o.bounds);
      for (index j = 0; j < N; ++j) x(j) = std::min(std::max(r.x(j) + s.step(j), o.bounds.lower(j)), o.bounds.upper(j));
      const Tensor<T, M> f = problem.residuals(x);
      ++r.nfev;
      const T length = scaled_size(s.step);
      if (!all_finite(f)) {
        radius = T(0.25) * length;
        continue;
      }
      const T cost = at.cost(f);
      fell = r.cost - cost;
      const T ratio = update_radius(radius, fell, -model(s.step), length, s.at_edge);
      r.status = tolerance_met(fell, r.cost, linalg::norm(s.step), linalg::norm(r.x), ratio, o.ftol, o.xtol);
      if (fell > 0) {
        for (index j = 0; j < N; ++j) {
          if (!held(j)) on_bound(j) = s.on_bound(j);
          if (on_bound(j) != 0) x(j) = on_bound(j) < 0 ? o.bounds.lower(j) : o.bounds.upper(j);
        }
        at.move(x, f, cost);
      }
      if (r.status != 0) break;
    }
  }
  return at.result;
}

} // namespace tenon::detail
