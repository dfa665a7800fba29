// SPDX-License-Identifier: BSL-1.0
// BFGS: a quasi-Newton method that keeps an estimate of the inverse Hessian.
// Nocedal and Wright: Numerical optimization, 2nd edition (2006), algorithm 6.1; scipy.optimize's _minimize_bfgs.
#pragma once

#include <tenon/optim/minimize/along.hpp>
#include <tenon/optim/minimize/limits.hpp>

namespace tenon::detail {

// H = (I - s y' / y's) H (I - y s' / y's) + s s' / y's
template <class T, index N>
void update_inverse(View<T, row_major_layout<Size<N, N>>> h, const Tensor<T, N>& s, const Tensor<T, N>& y,
                    Tensor<T, N>& hy) {
  const T curvature = inner(y, s);
  const T rho = curvature == T(0) ? T(1000) : T(1) / curvature;
  hy = sum(h * y, c<1>); // a product whose rows are the statement's: quicker than matmul
  const T both = rho * (T(1) + rho * inner(y, hy));
  h = h + outer(s, s) * both - (outer(s, hy) + outer(hy, s)) * rho;
}

template <class T, index N> void bfgs(counted<T, N>& f, const limits& l, outcome<T, N>& r) {
  using vector = Tensor<T, N>;
  std::vector<T> matrix(static_cast<std::size_t>(N * N));
  const View<T, row_major_layout<Size<N, N>>> h(matrix.data());
  for (index i = 0; i < N; ++i) matrix[static_cast<std::size_t>(i * (N + 1))] = T(1);

  r.fun = f.value_and_gradient(r.x);
  r.jac = f.last_gradient();
  vector p(uninitialised), y(uninitialised), s(uninitialised);
  const index maxiter = l.maxiter < 0 ? 200 * N : l.maxiter;
  // the first step is about 1 long
  double before = static_cast<double>(r.fun) + std::sqrt(static_cast<double>(inner(r.jac, r.jac))) / 2;
  T size = largest(r.jac);
  along<T, N> phi(f, r.x, p);
  bool failed = false, stopped = false;
  while (static_cast<double>(size) > l.gtol && r.nit < maxiter) {
    p = -sum(h * r.jac, c<1>);
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
    r.jac = f.gradient(next);
    s = p * static_cast<T>(step);
    r.x = next;
    ++r.nit;
    stopped = f.function().visit(r.x);
    size = largest(r.jac);
    if (stopped || static_cast<double>(size) <= l.gtol || inner(s, s) == T(0)) break;
    if (!std::isfinite(r.fun)) {
      failed = true;
      break;
    }
    update_inverse(h, s, y, p);
  }
  finish(r, f, stopped, failed, maxiter, size);
  r.hess_inv = inverse_hessian<T, N>(std::move(matrix));
}

} // namespace tenon::detail
