// SPDX-License-Identifier: BSL-1.0
// Nonlinear conjugate gradients of Polak and Ribière. Nocedal and Wright: Numerical optimization, 2nd edition (2006),
// pages 120 to 122; scipy.optimize's _minimize_cg.
#pragma once

#include <tenon/optim/minimize/along.hpp>
#include <tenon/optim/minimize/limits.hpp>

namespace tenon::detail {

// the function along a direction; a step must lead to a direction of descent
template <class T, index N> class conjugate : public along<T, N> {
public:
  using vector = Tensor<T, N>;

private:
  counted<T, N>& function_;
  const vector& p_;
  const vector& g_;
  double gtol_;
  vector next_{uninitialised};
  double known_ = std::numeric_limits<double>::quiet_NaN(); // the step to which `next` belongs

public:
  conjugate(counted<T, N>& f, const vector& x, const vector& p, const vector& g, double gtol)
      : along<T, N>(f, x, p), function_(f), p_(p), g_(g), gtol_(gtol) {}

  void restart() override {
    along<T, N>::restart();
    known_ = std::numeric_limits<double>::quiet_NaN();
  }
  // the direction after a step
  const vector& next(double step) {
    if (step != known_) {
      const vector& g = function_.gradient(this->point(step));
      const T beta = element_of(sum((g - g_) * g)) / inner(g_, g_);
      next_ = p_ * (beta > T(0) ? beta : T(0)) - g;
      known_ = step;
    }
    return next_;
  }
  bool acceptable(double step, double) override {
    const vector& g = function_.gradient(this->point(step));
    return static_cast<double>(largest(g)) <= gtol_ || inner(next(step), g) <= T(-0.01) * inner(g, g);
  }
};

template <class T, index N> void cg(counted<T, N>& f, const limits& l, outcome<T, N>& r) {
  using vector = Tensor<T, N>;
  r.fun = f.value_and_gradient(r.x);
  r.jac = f.last_gradient();
  vector p = -r.jac;
  const index maxiter = l.maxiter < 0 ? 200 * N : l.maxiter;
  double before = static_cast<double>(r.fun) + std::sqrt(static_cast<double>(inner(r.jac, r.jac))) / 2;
  T size = largest(r.jac);
  conjugate<T, N> phi(f, r.x, p, r.jac, l.gtol);
  bool failed = false, stopped = false;
  while (static_cast<double>(size) > l.gtol && r.nit < maxiter && !stopped) {
    phi.restart();
    const double value = static_cast<double>(r.fun);
    double step = 0;
    if (!wolfe12(phi, value, before, static_cast<double>(inner(r.jac, p)), {.curvature = 0.4}, step)) {
      failed = true;
      break;
    }
    before = value;
    const vector& next = phi.point(step);
    r.fun = f.value(next);
    copy_point(phi.next(step), p);
    copy_point(f.gradient(next), r.jac);
    copy_point(next, r.x);
    ++r.nit;
    stopped = f.function().visit(r.x);
    size = largest(r.jac);
  }
  finish(r, f, stopped, failed, maxiter, size);
}

} // namespace tenon::detail
