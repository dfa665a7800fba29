// SPDX-License-Identifier: BSL-1.0
// BFGS: a quasi-Newton method that keeps an estimate of the inverse Hessian.
// Nocedal and Wright: Numerical optimization, 2nd edition (2006), algorithm 6.1; scipy.optimize's _minimize_bfgs.
#pragma once

#include <tenon/optim/minimize/along.hpp>
#include <tenon/optim/minimize/limits.hpp>

namespace tenon::detail {

// The estimate H of the inverse Hessian. A step takes one product with it, with the gradient g there: since y is the
// change of the gradient and the direction p was -H g before, H y follows from that; and since the update has rank two,
// the next direction does.
template <class T, index N> class inverse_estimate {
  using vector = Tensor<T, N>;
  Tensor<T, N, N> h_;
  vector hg_{uninitialised}, hy_{uninitialised}, u_{uninitialised};

public:
  inverse_estimate() {
    for (index i = 0; i < N; ++i) h_(i, i) = T(1);
  }

  // H becomes (I - s y' / y's) H (I - y s' / y's) + s s' / y's, and p becomes -H g.
  void update(const vector& s, const vector& y, const vector& g, vector& p) {
    const T curvature = inner(y, s), rho = curvature == T(0) ? T(1000) : T(1) / curvature;
    hg_ = sum(h_ * g, c<1>); // a product whose rows are the statement's: quicker than matmul
    hy_ = hg_ + p;
    u_ = s * (rho * (T(1) + rho * inner(y, hy_))) - hy_ * rho;
    h_ = h_ + outer(s, u_) - outer(hy_ * rho, s);
    p = hy_ * (rho * inner(s, g)) - s * inner(u_, g) - hg_;
  }
  Tensor<T, N, N>&& release() { return std::move(h_); }
};

template <class T, index N> void bfgs(counted<T, N>& f, const limits& l, outcome<T, N>& r) {
  using vector = Tensor<T, N>;
  inverse_estimate<T, N> h;
  r.fun = f.value_and_gradient(r.x);
  r.jac = f.last_gradient();
  vector p = -r.jac, y(uninitialised), s(uninitialised);
  const index maxiter = l.maxiter < 0 ? 200 * N : l.maxiter;
  // the first step is about 1 long
  double before = static_cast<double>(r.fun) + std::sqrt(static_cast<double>(inner(r.jac, r.jac))) / 2;
  T size = largest(r.jac);
  along<T, N> phi(f, r.x, p);
  bool failed = false, stopped = false;
  while (static_cast<double>(size) > l.gtol && r.nit < maxiter) {
    phi.restart();
    const double value = static_cast<double>(r.fun);
    double step = 0;
    if (!wolfe12(phi, value, before, static_cast<double>(inner(r.jac, p)), {}, step)) {
      failed = true;
      break;
    }
    before = value;
    const vector& next = phi.point(step);
    r.fun = f.value(next);
    y = f.gradient(next) - r.jac;
    copy_point(f.gradient(next), r.jac);
    s = p * static_cast<T>(step);
    copy_point(next, r.x);
    ++r.nit;
    stopped = f.function().visit(r.x);
    size = largest(r.jac);
    if (stopped || static_cast<double>(size) <= l.gtol || inner(s, s) == T(0)) break;
    if (!std::isfinite(r.fun)) {
      failed = true;
      break;
    }
    h.update(s, y, r.jac, p);
  }
  finish(r, f, stopped, failed, maxiter, size);
  r.hess_inv = inverse_hessian<T, N>(h.release());
}

} // namespace tenon::detail
