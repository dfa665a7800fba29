// SPDX-License-Identifier: BSL-1.0
// L-BFGS with bounds: Byrd, Lu, Nocedal, Zhu: A limited memory algorithm for bound constrained optimization (1995), and
// its revision of 2011 by Morales and Nocedal; scipy.optimize's _minimize_lbfgsb.
#pragma once

#include <tenon/optim/minimize/compact.hpp>
#include <tenon/optim/minimize/limits.hpp>
#include <tenon/optim/minimize/wolfe1.hpp>

#include <optional>

namespace tenon::detail {

// the largest component of the gradient, less what leads out of the box
template <class T, index N> T projected_size(const Tensor<T, N>& x, const Tensor<T, N>& g, const box<T>& b) {
  if (!b.any()) return largest(g);
  T size = 0;
  for (index i = 0; i < N; ++i) {
    const T room = g(i) < T(0) ? x(i) - b.high(i) : x(i) - b.low(i);
    const T change = std::abs(g(i) < T(0) ? std::max(room, g(i)) : std::min(room, g(i)));
    if (change > size || std::isnan(change)) size = change;
  }
  return size;
}

template <class T, index N> class lbfgsb_search {
  using vector = Tensor<T, N>;
  counted<T, N>& function_;
  const box<T>& box_;
  pairs<T, N> pairs_;
  std::optional<compact<T, N>> model_; // with bounds
  vector direction_{uninitialised}, next_{uninitialised};
  const vector* target_ = nullptr; // of the direction

  // how far the direction may be followed
  T longest(const vector& x, bool first) const {
    T most = T(1e10);
    if (!box_.any()) return most;
    if (first) return T(1);
    for (index i = 0; i < N; ++i) {
      const T d = direction_(i), room = d < T(0) ? box_.low(i) - x(i) : box_.high(i) - x(i);
      if (d != T(0) && room / d < most) most = std::max(T(0), room / d);
    }
    return std::max(most, T(1)); // the whole step ends inside, up to rounding
  }
  bool boxed() const {
    bool all = box_.any();
    for (index i = 0; i < N && all; ++i) all = std::isfinite(box_.low(i)) && std::isfinite(box_.high(i));
    return all;
  }

public:
  lbfgsb_search(counted<T, N>& f, const box<T>& b, index memory) : function_(f), box_(b), pairs_(memory) {
    if (b.any()) model_.emplace(pairs_, b, static_cast<std::size_t>(memory));
  }

  pairs<T, N>& memory() { return pairs_; }

  // One iteration from r.x. False where the line search fails, also down the slope.
  bool step(outcome<T, N>& r) {
    for (;;) {
      if (aim(r) && line(r)) return true;
      if (pairs_.empty()) return false;
      pairs_.clear();
    }
  }

private:
  // the direction from r.x; false where what is remembered gives none
  bool aim(const outcome<T, N>& r) {
    if (!model_) {
      pairs_.direction(r.jac, direction_);
      return true;
    }
    target_ = model_->target(r.x, r.jac);
    if (target_) direction_ = *target_ - r.x;
    return target_ != nullptr;
  }
  TENON_FLAT bool line(outcome<T, N>& r) {
    const T slope = inner(r.jac, direction_), most = longest(r.x, r.nit == 0);
    if (slope >= T(0)) return false;
    T first = 1;
    if (r.nit == 0 && !boxed()) first = std::min(1 / std::sqrt(inner(direction_, direction_)), most);
    more_thuente search({1e-3, 0.9, 0.1, 0, static_cast<double>(most)}, static_cast<double>(first),
                        static_cast<double>(r.fun), static_cast<double>(slope));
    auto state = search.begin();
    T value = 0, there = 0;
    for (int i = 0; i < 20 && state == more_thuente::state::evaluate; ++i) {
      if (target_ && search.step == 1) next_ = *target_; // exactly at its bounds
      else advance(next_, r.x, direction_, static_cast<T>(search.step));
      box_.clip(next_);
      value = function_.value_and_gradient(next_);
      there = inner(function_.last_gradient(), direction_);
      state = search.next(static_cast<double>(value), static_cast<double>(there));
    }
    // a warning is no obstacle, nan is
    if (state == more_thuente::state::evaluate || state == more_thuente::state::error || std::isnan(value))
      return false;

    const T length = static_cast<T>(search.step);
    if ((there - slope) * length > -slope * length * std::numeric_limits<T>::epsilon()) {
      pairs_.add(direction_ * length, function_.last_gradient() - r.jac, (there - slope) * length);
      if (model_) model_->added();
    }
    copy_point(next_, r.x);
    copy_point(function_.last_gradient(), r.jac);
    r.fun = value;
    return true;
  }
};

template <class T, index N> void lbfgsb(counted<T, N>& f, const limits& l, const box<T>& b, outcome<T, N>& r) {
  const index maxiter = l.maxiter < 0 ? 15000 : l.maxiter, maxfun = l.maxfun < 0 ? 15000 : l.maxfun;
  lbfgsb_search<T, N> search(f, b, l.maxcor);
  r.fun = f.value_and_gradient(r.x);
  r.jac = f.last_gradient();
  const auto small = [&] { return static_cast<double>(projected_size(r.x, r.jac, b)) <= l.gtol; };
  const auto end = [&](int status, const char* message) {
    finish(r, f, status, message);
    search.memory().release(r.hess_inv);
  };
  if (small()) return end(0, "CONVERGENCE: NORM_OF_PROJECTED_GRADIENT_<=_PGTOL");
  for (;;) {
    const T before = r.fun;
    if (!search.step(r)) return end(f.nfev > maxfun || r.nit >= maxiter ? 1 : 2, "ABNORMAL_TERMINATION_IN_LNSRCH");
    ++r.nit;
    if (f.function().visit(r.x)) return end(ending::stopped_status, ending::stopped);
    if (r.nit >= maxiter) return end(1, "STOP: TOTAL NO. of ITERATIONS REACHED LIMIT");
    if (f.nfev > maxfun) return end(1, "STOP: TOTAL NO. of f AND g EVALUATIONS EXCEEDS LIMIT");
    if (small()) return end(0, "CONVERGENCE: NORM_OF_PROJECTED_GRADIENT_<=_PGTOL");
    const T scale = std::max({std::abs(before), std::abs(r.fun), T(1)});
    if (static_cast<double>(before - r.fun) <= l.ftol * static_cast<double>(scale))
      return end(0, "CONVERGENCE: REL_REDUCTION_OF_F_<=_FACTR*EPSMCH");
  }
}

} // namespace tenon::detail
