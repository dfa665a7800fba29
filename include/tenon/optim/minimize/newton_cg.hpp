// SPDX-License-Identifier: BSL-1.0
// Newton's method with conjugate gradients inside. Nocedal and Wright: Numerical optimization, 2nd edition (2006),
// algorithm 7.1; scipy.optimize's _minimize_newtoncg.
#pragma once

#include <tenon/optim/minimize/along.hpp>
#include <tenon/optim/minimize/limits.hpp>

namespace tenon::detail {

// the Hessian at x: as a matrix, as a product, or from differences of gradients
template <class T, index N> class curvature {
public:
  using vector = Tensor<T, N>;
  index nhev = 0;

private:
  using kind = typename problem<T, N>::second;
  counted<T, N>& function_;
  T distance_; // of the differences
  std::vector<T> matrix_;
  vector at_x_{uninitialised}, shifted_{uninitialised};

public:
  curvature(counted<T, N>& f, double eps)
      : function_(f), distance_(eps > 0 ? static_cast<T>(eps) : std::sqrt(std::numeric_limits<T>::epsilon())) {
    if (f.function().curvature == kind::hessian) matrix_.resize(static_cast<std::size_t>(N * N));
  }
  // once for each x
  void prepare(const vector& x) {
    if (matrix_.empty()) return;
    function_.function().hessian(x, matrix_.data());
    ++nhev;
  }
  void product(const vector& x, const vector& p, vector& result) {
    if (!matrix_.empty()) {
      if constexpr (N <= matrix_limit)
        result = sum(View<const T, row_major_layout<Size<N, N>>>(matrix_.data()) * p, c<1>);
    } else if (function_.function().curvature == kind::product) {
      function_.function().hessian_product(x, p, result);
      ++nhev;
    } else {
      copy_point(function_.gradient(x), at_x_); // first, since it is remembered
      advance(shifted_, x, p, distance_);
      result = (function_.gradient(shifted_) - at_x_) / distance_;
    }
  }
};

// The direction: H p = -g solved so far as the gradient asks for. False where that takes too many rounds.
template <class T, index N> class newton_direction {
  using vector = Tensor<T, N>;
  vector residual_{uninitialised}, conjugate_{uninitialised}, product_{uninitialised};

public:
  bool solve(curvature<T, N>& h, const vector& x, const vector& g, vector& p) {
    constexpr index rounds = 20 * N;
    const T size = taxicab(g), enough = std::min(T(0.5), std::sqrt(size)) * size;
    for (T& e : p) e = T(0);
    copy_point(g, residual_);
    conjugate_ = -g;
    T square = inner(g, g);
    h.prepare(x);
    for (index i = 0; i < rounds; ++i) {
      if (taxicab(residual_) <= enough) return true;
      h.product(x, conjugate_, product_);
      const T bend = inner(conjugate_, product_);
      if (bend >= T(0) && bend <= 3 * std::numeric_limits<T>::epsilon()) return true;
      if (bend < T(0)) {
        if (i == 0) p = g * (square / bend); // down the slope
        return true;
      }
      const T step = square / bend;
      p = p + conjugate_ * step;
      residual_ = residual_ + product_ * step;
      const T next = inner(residual_, residual_);
      conjugate_ = conjugate_ * (next / square) - residual_;
      square = next;
    }
    return false;
  }
};

template <class T, index N> void newton_cg(counted<T, N>& f, const limits& l, outcome<T, N>& r) {
  using vector = Tensor<T, N>;
  curvature<T, N> h(f, l.eps);
  newton_direction<T, N> direction;
  vector p(uninitialised);
  along<T, N> phi(f, r.x, p);
  r.fun = f.value_and_gradient(r.x);
  r.jac = f.last_gradient();
  const index maxiter = l.maxiter < 0 ? 200 * N : l.maxiter;
  const T enough = static_cast<T>(l.xtol) * T(N);
  double before = std::numeric_limits<double>::quiet_NaN();
  T change = 2 * enough;
  const auto end = [&](int status, const std::string& message) {
    finish(r, f, status, message);
    r.nhev = h.nhev;
  };
  const std::string warning = "Warning: ";
  while (change > enough) {
    if (r.nit >= maxiter) return end(1, warning + ending::too_many_iterations);
    copy_point(f.gradient(r.x), r.jac);
    if (!direction.solve(h, r.x, r.jac, p))
      return end(3, warning + "CG iterations didn't converge. The Hessian is not positive definite.");
    phi.restart();
    const double value = static_cast<double>(r.fun);
    double step = 0;
    const strong_wolfe bounds{
        .shortest = 1e-8, .longest = 50, .longest_bracketed = std::numeric_limits<double>::infinity()};
    if (!wolfe12(phi, value, before, static_cast<double>(inner(r.jac, p)), bounds, step))
      return end(2, warning + ending::precision_loss);
    before = value;
    r.fun = f.value(phi.point(step));
    change = static_cast<T>(step) * taxicab(p);
    copy_point(phi.point(step), r.x);
    ++r.nit;
    if (f.function().visit(r.x)) return end(ending::stopped_status, ending::stopped);
  }
  if (std::isnan(r.fun) || std::isnan(change)) end(3, ending::nan);
  else end(0, ending::success);
}

} // namespace tenon::detail
