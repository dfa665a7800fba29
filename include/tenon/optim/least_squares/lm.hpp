// SPDX-License-Identifier: BSL-1.0
// The Levenberg-Marquardt method as MINPACK has it (More: The Levenberg-Marquardt algorithm: implementation and theory,
// 1978; lmder and lmdif), with its counts of evaluations.
#pragma once

#include <tenon/linalg/qr.hpp>
#include <tenon/optim/least_squares/differences.hpp>
#include <tenon/optim/least_squares/problem.hpp>
#include <tenon/optim/least_squares/result.hpp>

namespace tenon::detail {

// J P = Q R at a point, and steps p that minimize |J p + f|^2 + alpha |D p|^2. A zero on a diagonal, which exact
// arithmetic gives for a Jacobian of lower rank, ends the rank: the unknowns from there on are zero.
template <class T, index M, index N> class damped_system {
  linalg::QR<T, M, N> factors_;
  Tensor<T, N, N> r_;
  Tensor<T, N> qtf_;

  static Tensor<T, N> solve(const Tensor<T, N, N>& r, Tensor<T, N> b) {
    index rank = 0;
    while (rank < N && r(rank, rank) != 0) ++rank;
    for (index i = N - 1; i >= 0; --i) {
      if (i >= rank) b(i) = 0;
      else {
        for (index j = i + 1; j < rank; ++j) b(i) -= r(i, j) * b(j);
        b(i) /= r(i, i);
      }
    }
    return b;
  }
  // to the order of the variables
  Tensor<T, N> ordered(const Tensor<T, N>& y) const {
    Tensor<T, N> x;
    for (index j = 0; j < N; ++j) x(factors_.order()(j)) = y(j);
    return x;
  }
  // S with S^T S = R^T R + alpha (P^T D P)^2, and what becomes of Q^T f, by plane rotations
  struct damped {
    Tensor<T, N, N> s;
    Tensor<T, N> qtf;
  };
  damped damp(const Tensor<T, N>& d, T alpha) const {
    damped result{r_, qtf_};
    for (index j = 0; j < N; ++j) {
      Tensor<T, N> row; // of the diagonal: the rotations empty it, column by column
      T right = 0;
      row(j) = std::sqrt(alpha) * d(factors_.order()(j));
      for (index k = j; k < N; ++k) {
        if (row(k) == 0) continue;
        const T length = std::hypot(result.s(k, k), row(k)), c = result.s(k, k) / length, s = row(k) / length;
        for (index i = k; i < N; ++i) {
          const T a = result.s(k, i), b = row(i);
          result.s(k, i) = c * a + s * b;
          row(i) = c * b - s * a;
        }
        const T a = result.qtf(k);
        result.qtf(k) = c * a + s * right;
        right = c * right - s * a;
      }
    }
    return result;
  }

public:
  damped_system(const Tensor<T, M, N>& jacobian, const Tensor<T, M>& f)
      : factors_(jacobian, linalg::Pivoting::columns), r_(factors_.r()) {
    const Tensor<T, M> all = factors_.transposed_times(f);
    for (index j = 0; j < N; ++j) qtf_(j) = all(j);
  }

  // |J p|
  T length_of_image(const Tensor<T, N>& p) const {
    Tensor<T, N> y;
    for (index j = 0; j < N; ++j) y(j) = p(factors_.order()(j));
    return linalg::norm(linalg::times(r_, y));
  }

  // the step with |D p| within a tenth of the radius, or shorter and undamped; alpha is a guess, then what belongs to p
  Tensor<T, N> step(const Tensor<T, N>& d, T radius, T& alpha) const {
    constexpr T tiny = std::numeric_limits<T>::min();
    const auto scaled = [&](Tensor<T, N> p) {
      for (index j = 0; j < N; ++j) p(j) *= d(j);
      return p;
    };
    // P^T D D p / |D p|, from which the derivative of |D p| follows
    const auto direction = [&](const Tensor<T, N>& p, T length) {
      Tensor<T, N> y;
      for (index j = 0; j < N; ++j) {
        const index l = factors_.order()(j);
        y(j) = d(l) * (d(l) * p(l) / length);
      }
      return y;
    };
    Tensor<T, N> p = ordered(solve(r_, qtf_));
    T length = linalg::norm(scaled(p)), excess = length - radius;
    const auto close = [&] { return T(0.1) * radius; };
    if (excess <= close()) {
      alpha = 0;
      return negative(p);
    }
    T lower = 0;
    bool full_rank = true;
    for (index j = 0; j < N; ++j) full_rank = full_rank && r_(j, j) != 0;
    if (full_rank) {
      const T slope = linalg::norm(linalg::solve_upper_transposed(r_, direction(p, length)));
      lower = excess / radius / slope / slope;
    }
    Tensor<T, N> gradient = linalg::transposed_times(r_, qtf_);
    for (index j = 0; j < N; ++j) gradient(j) /= d(factors_.order()(j));
    const T steepness = linalg::norm(gradient);
    T upper = steepness / radius;
    if (upper == 0) upper = tiny / std::min(radius, T(0.1));
    alpha = std::min(std::max(alpha, lower), upper);
    if (alpha == 0) alpha = steepness / length;

    constexpr int most_rounds = 10;
    for (int round = 1;; ++round) {
      if (alpha == 0) alpha = std::max(tiny, T(0.001) * upper);
      const damped system = damp(d, alpha);
      p = ordered(solve(system.s, system.qtf));
      length = linalg::norm(scaled(p));
      const T before = excess;
      excess = length - radius;
      if (std::fabs(excess) <= close() || (lower == 0 && excess <= before && before < 0) || round == most_rounds) break;
      const T slope = linalg::norm(linalg::solve_upper_transposed(system.s, direction(p, length)));
      const T correction = excess / radius / slope / slope;
      if (excess > 0) lower = std::max(lower, alpha);
      if (excess < 0) upper = std::min(upper, alpha);
      alpha = std::max(lower, alpha + correction);
    }
    return negative(p);
  }

private:
  static Tensor<T, N> negative(Tensor<T, N> p) {
    for (T& v : p) v = -v;
    return p;
  }
};

// With differences the Jacobian costs N evaluations, which count, and no evaluation of a Jacobian does.
template <class T, index M, index N>
LeastSquaresResult<T, M, N> lm(least_squares_problem<T, M, N>& problem, bool differences, const Tensor<T, N>& x0,
                               const Tensor<T, M>& f0, const LeastSquaresOptions<T, N>& o) {
  LeastSquaresResult<T, M, N> r;
  r.x = x0;
  r.fun = f0;
  r.nfev = 1;
  T length = linalg::norm(f0), radius = 0, alpha = 0, size = 0;
  Tensor<T, N> d; // the inverse scale of the variables
  const auto scaled_norm = [&](Tensor<T, N> p) {
    for (index j = 0; j < N; ++j) p(j) *= d(j);
    return linalg::norm(p);
  };
  const auto jacobian = [&] {
    if (!differences) {
      ++r.njev;
      return problem.jacobian(r.x, r.fun);
    }
    // MINPACK's epsilon has twelve digits, so that a step is no power of two
    const T relative = std::sqrt(std::max(linalg::epsilon<T>, T(2.22044604926e-16)));
    Tensor<T, N> steps;
    for (index j = 0; j < N; ++j) {
      steps(j) = relative * std::fabs(r.x(j));
      if (steps(j) == 0) steps(j) = relative;
    }
    r.nfev += N;
    return forward_differences(problem, r.x, r.fun, steps, steps);
  };

  for (bool first = true, ended = false; !ended; first = false) {
    const Tensor<T, M, N> j = jacobian();
    if (r.message = jacobian_fault(j); !r.message.empty()) {
      r.status = -1;
      break;
    }
    const damped_system<T, M, N> system(j, r.fun);
    const Tensor<T, N> g = linalg::transposed_times(j, r.fun);
    T steepest = 0; // the cosine between the residuals and the column they are least orthogonal to
    for (index k = 0; k < N; ++k) {
      const T column = linalg::detail::norm_of(j.data() + k, M, N);
      if (length != 0 && column != 0) steepest = std::max(steepest, std::fabs(g(k) / length / column));
      if (!o.x_scale.from_jacobian) d(k) = 1 / o.x_scale.values(k);
      else d(k) = first && column == 0 ? T(1) : std::max(d(k), column);
    }
    if (first) {
      size = scaled_norm(r.x);
      constexpr T first_radius = 100; // in units of x
      radius = size == 0 ? first_radius : first_radius * size;
    }
    if (steepest <= o.gtol) {
      r.status = 1;
      break;
    }

    T ratio = 0;
    do {
      const Tensor<T, N> p = system.step(d, radius, alpha);
      Tensor<T, N> x = r.x;
      for (index k = 0; k < N; ++k) x(k) += p(k);
      const T step = scaled_norm(p);
      if (first) radius = std::min(radius, step);
      const Tensor<T, M> f = problem.residuals(x);
      ++r.nfev;

      // relative to the cost: what it fell by, and what the model promised
      const T new_length = linalg::norm(f), change = new_length / length;
      const T fell = T(0.1) * new_length < length ? 1 - change * change : T(-1);
      const T image = system.length_of_image(p) / length, damping = std::sqrt(alpha) * step / length;
      const T promised = image * image + 2 * damping * damping;
      const T slope = -(image * image + damping * damping);
      ratio = promised == 0 ? T(0) : fell / promised;
      if (ratio <= T(0.25)) {
        T shrink = fell >= 0 ? T(0.5) : T(0.5) * slope / (slope + T(0.5) * fell);
        if (T(0.1) * new_length >= length || shrink < T(0.1)) shrink = T(0.1);
        radius = shrink * std::min(radius, 10 * step);
        alpha /= shrink;
      } else if (alpha == 0 || ratio >= T(0.75)) {
        radius = 2 * step;
        alpha /= 2;
      }
      constexpr T accepted = T(1e-4);
      if (ratio >= accepted) {
        r.x = x;
        r.fun = f;
        size = scaled_norm(x);
        length = new_length;
      }
      const bool flat = std::fabs(fell) <= o.ftol && promised <= o.ftol && ratio <= 2, nearby = radius <= o.xtol * size;
      r.status = flat && nearby ? 4 : flat ? 2 : nearby ? 3 : 0;
      ended = r.status != 0 || r.nfev >= o.max_nfev;
      if (ratio >= accepted) break;
    } while (!ended);
  }

  // MINPACK ends with the Jacobian of the point before; this one is not counted
  r.jac = differences ? three_point_jacobian(problem, r.x, r.fun, LeastSquaresBounds<T, N>())
                      : problem.jacobian(r.x, r.fun);
  r.cost = T(0.5) * linalg::inner_product(r.fun, r.fun);
  r.grad = linalg::transposed_times(r.jac, r.fun);
  r.optimality = linalg::max_norm(r.grad);
  return r;
}

} // namespace tenon::detail
