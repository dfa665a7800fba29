// SPDX-License-Identifier: BSL-1.0
// BFGS: a quasi-Newton method that keeps an estimate of the inverse Hessian.
// Nocedal and Wright: Numerical optimization, 2nd edition (2006), algorithm 6.1; scipy.optimize's _minimize_bfgs.
#pragma once

#include <tenon/optim/minimize/along.hpp>
#include <tenon/optim/minimize/limits.hpp>

namespace tenon::detail {

// The estimate H of the inverse Hessian. A step takes one product with it, with the gradient g there: since y is the
// change of the gradient and the direction p was -H g before, H y follows from that; and since the update has rank two,
// the next direction does. So H is read once for a step: it is updated when the next product meets it.
template <class T, index N> class inverse_estimate {
  using vector = Tensor<T, N>;
  Tensor<T, N, N> h_; // H without the last update, s u' - w s'
  vector s_, u_, w_, hg_{uninitialised}, hy_{uninitialised};

  // some rows of H: the update, and their products with g
  template <int Rows> void multiply_rows(index first, const vector& g) {
    constexpr int lanes = native_lanes<T>;
    using P = pack<T, lanes>;
    P by_u[Rows], by_s[Rows], product[Rows];
    for (int i = 0; i < Rows; ++i) {
      by_u[i] = P(s_(first + i));
      by_s[i] = P(-w_(first + i));
      product[i] = P(T(0));
    }
    const auto columns = [&]<int Valid>(std::integral_constant<int, Valid>, index j) TENON_INLINE_LAMBDA {
      const auto at = [j](const vector& v) TENON_INLINE_LAMBDA { return P::template load<Valid>(v.data() + j); };
      const P s = at(s_), u = at(u_), factor = at(g);
#pragma GCC unroll 4
      for (int i = 0; i < Rows; ++i) {
        T* const h = h_.data() + (first + i) * N + j;
        const P updated = fma(by_u[i], u, fma(by_s[i], s, P::template load<Valid>(h)));
        updated.template store<Valid>(h);
        product[i] = fma(updated, factor, product[i]);
      }
    };
    index j = 0;
    for (; j + lanes <= N; j += lanes) columns(std::integral_constant<int, lanes>(), j);
    if constexpr (constexpr int rest = static_cast<int>(N % lanes); rest > 0)
      columns(std::integral_constant<int, rest>(), j);
    for (int i = 0; i < Rows; ++i) hg_(first + i) = reduce(product[i], add_packs{});
  }
  // H becomes what it is, and hg its product with g
  void multiply(const vector& g) {
    constexpr int together = 4;
    for (index i = 0; i + together <= N; i += together) multiply_rows<together>(i, g);
    for (index i = N / together * together; i < N; ++i) multiply_rows<1>(i, g);
  }

public:
  inverse_estimate() {
    for (index i = 0; i < N; ++i) h_(i, i) = T(1);
  }

  // H becomes (I - s y' / y's) H (I - y s' / y's) + s s' / y's, and p becomes -H g.
  void update(const vector& s, const vector& y, const vector& g, vector& p) {
    const T curvature = inner(y, s), rho = curvature == T(0) ? T(1000) : T(1) / curvature;
    multiply(g);
    hy_ = hg_ + p;
    s_ = s;
    u_ = s * (rho * (T(1) + rho * inner(y, hy_))) - hy_ * rho;
    w_ = hy_ * rho;
    p = hy_ * (rho * inner(s, g)) - s * inner(u_, g) - hg_;
  }
  Tensor<T, N, N>&& release() {
    multiply(s_); // for the update only
    return std::move(h_);
  }
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
