// SPDX-License-Identifier: BSL-1.0
// Where L-BFGS-B looks: along the projected gradient until the quadratic model rises, then to the model's minimum among
// the coordinates that are at no bound. Byrd, Lu, Nocedal, Zhu: A limited memory algorithm for bound constrained
// optimization (1995); Morales and Nocedal: Remark on algorithm 778 (2011).
#pragma once

#include <tenon/optim/minimize/pairs.hpp>

namespace tenon::detail {

// A small symmetric matrix [-A B'; B C], whose size is known when it runs, as L D L'. Where A is positive definite and
// so is C + B inverse(A) B', no rows need be exchanged (Vanderbei: Symmetric quasidefinite matrices, 1995).
template <class T> class quasidefinite {
  std::size_t n_ = 0;
  std::vector<T> a_; // the upper triangle counts; D L' once it is factored

public:
  explicit quasidefinite(std::size_t most) : a_(most * most) {}

  void resize(std::size_t n) { n_ = n; }
  T& operator()(std::size_t i, std::size_t j) { return a_[i * n_ + j]; }

  // false where it is no such matrix
  bool factor() {
    for (std::size_t k = 0; k < n_; ++k) {
      const T pivot = (*this)(k, k);
      if (!(k < n_ / 2 ? pivot < T(0) : pivot > T(0))) return false;
      for (std::size_t i = k + 1; i < n_; ++i) {
        const T ratio = (*this)(k, i) / pivot;
        for (std::size_t j = i; j < n_; ++j) (*this)(i, j) -= ratio * (*this)(k, j);
      }
    }
    return true;
  }
  // x becomes the solution for the right side x
  void solve(std::vector<T>& x) {
    for (std::size_t k = 0; k < n_; ++k)
      for (std::size_t i = k + 1; i < n_; ++i) x[i] -= (*this)(k, i) / (*this)(k, k) * x[k];
    for (std::size_t k = n_; k-- > 0;) {
      for (std::size_t j = k + 1; j < n_; ++j) x[k] -= (*this)(k, j) * x[j];
      x[k] /= (*this)(k, k);
    }
  }
};

// The model's Hessian is theta I - W M W', where W = [Y theta S] and the inverse of M is [-D L'; L theta S'S].
template <class T, index N> class compact {
public:
  using vector = Tensor<T, N>;

private:
  const pairs<T, N>& pairs_;
  box<T> box_;
  std::size_t most_;
  std::vector<T> sy_, ss_;             // inner products, by the places of the pairs
  quasidefinite<T> inverse_, reduced_; // of M; of M within the free coordinates
  std::vector<T> p_, mp_, mc_, w_, q_; // of 2 * count
  std::vector<T> reach_;               // how far each coordinate goes until its bound
  std::vector<index> queue_;           // of these, the nearest first
  vector target_{uninitialised}, d_{uninitialised}, free_{uninitialised}, column_{uninitialised}, bound_{uninitialised};

  std::size_t count() const { return pairs_.size(); }
  T theta() const { return 1 / pairs_.scale(); }
  T sy(std::size_t i, std::size_t j) const { return sy_[pairs_.place(i) * most_ + pairs_.place(j)]; }

  // entry (i, j) of the inverse of M
  T middle(std::size_t i, std::size_t j) const {
    const std::size_t c = count();
    if (i < c && j < c) return i == j ? -sy(i, i) : T(0);
    if (i >= c && j >= c) return theta() * ss_[pairs_.place(i - c) * most_ + pairs_.place(j - c)];
    const std::size_t row = std::max(i, j) - c, column = std::min(i, j);
    return row > column ? sy(row, column) : T(0);
  }
  // column j of W, up to a factor
  const vector& w(std::size_t j) const { return j < count() ? pairs_.change(j) : pairs_.step(j - count()); }
  T factor(std::size_t j) const { return j < count() ? T(1) : theta(); }
  void transposed(const vector& v, std::vector<T>& result) const {
    for (std::size_t j = 0; j < 2 * count(); ++j) result[j] = factor(j) * inner(w(j), v);
  }
  static T inner_of(const std::vector<T>& a, const std::vector<T>& b, std::size_t n) {
    T s = 0;
    for (std::size_t j = 0; j < n; ++j) s += a[j] * b[j];
    return s;
  }
  static void add(std::vector<T>& to, const std::vector<T>& v, T times, std::size_t n) {
    for (std::size_t j = 0; j < n; ++j) to[j] += times * v[j];
  }

public:
  compact(const pairs<T, N>& p, const box<T>& b, std::size_t most)
      : pairs_(p), box_(b), most_(most), sy_(most * most), ss_(most * most), inverse_(2 * most), reduced_(2 * most),
        p_(2 * most), mp_(2 * most), mc_(2 * most), w_(2 * most), q_(2 * most), reach_(static_cast<std::size_t>(N)) {
    queue_.reserve(static_cast<std::size_t>(N));
  }

  // after a pair has been added
  void added() {
    const std::size_t newest = count() - 1, k = pairs_.place(newest);
    for (std::size_t j = 0; j < count(); ++j) {
      const std::size_t i = pairs_.place(j);
      sy_[k * most_ + i] = inner(pairs_.step(newest), pairs_.change(j));
      sy_[i * most_ + k] = inner(pairs_.step(j), pairs_.change(newest));
      ss_[k * most_ + i] = ss_[i * most_ + k] = inner(pairs_.step(j), pairs_.step(newest));
    }
  }

  // The point to go to from x; null where the pairs depend on each other so much that rounding hides the curvature.
  const vector* target(const vector& x, const vector& g) {
    const std::size_t n = 2 * count();
    inverse_.resize(n);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = i; j < n; ++j) inverse_(i, j) = middle(i, j);
    if (!inverse_.factor()) return nullptr;
    follow_gradient(x, g);
    return n == 0 || minimize_free(x, g) ? &target_ : nullptr;
  }

private:
  // the generalised Cauchy point; mc becomes M W' (target - x)
  void follow_gradient(const vector& x, const vector& g) {
    const std::size_t n = 2 * count();
    target_ = x;
    queue_.clear();
    for (index i = 0; i < N; ++i) {
      const T bound = g(i) < T(0) ? box_.high(i) : box_.low(i);
      const T reach = g(i) == T(0) ? std::numeric_limits<T>::infinity() : (x(i) - bound) / g(i);
      d_(i) = reach > T(0) ? -g(i) : T(0);
      reach_[static_cast<std::size_t>(i)] = reach;
      if (reach > T(0) && std::isfinite(reach)) queue_.push_back(i);
    }
    const auto later = [&](index a, index b) {
      return reach_[static_cast<std::size_t>(a)] > reach_[static_cast<std::size_t>(b)];
    };
    std::make_heap(queue_.begin(), queue_.end(), later);

    transposed(d_, p_);
    mp_ = p_;
    inverse_.solve(mp_);
    std::fill(mc_.begin(), mc_.end(), T(0));
    T slope = -inner(d_, d_);
    if (slope == T(0)) return;
    T bend = -theta() * slope - inner_of(p_, mp_, n), at = 0;
    const T least = std::numeric_limits<T>::epsilon() * bend;
    T best = -slope / bend;
    while (!queue_.empty()) {
      const index b = queue_.front();
      const T reach = reach_[static_cast<std::size_t>(b)], part = reach - at;
      if (best < part) break;
      std::pop_heap(queue_.begin(), queue_.end(), later);
      queue_.pop_back();
      // coordinate b stops at its bound
      target_(b) = d_(b) > T(0) ? box_.high(b) : box_.low(b);
      d_(b) = 0;
      add(mc_, mp_, part, n);
      for (std::size_t j = 0; j < n; ++j) w_[j] = factor(j) * w(j)(b);
      const T gb = g(b), z = target_(b) - x(b);
      slope += part * bend + gb * gb + theta() * gb * z - gb * inner_of(w_, mc_, n);
      bend -= theta() * gb * gb + 2 * gb * inner_of(w_, mp_, n);
      q_ = w_;
      inverse_.solve(q_);
      bend = std::max(least, bend - gb * gb * inner_of(w_, q_, n));
      add(mp_, q_, gb, n);
      best = -slope / bend;
      at = reach;
    }
    best = std::max(best, T(0));
    add(mc_, mp_, best, n);
    for (index i = 0; i < N; ++i)
      if (d_(i) != T(0)) target_(i) = x(i) + (at + best) * d_(i);
    box_.clip(target_);
  }

  // the minimum of the model among the coordinates that are free at the target, drawn back into the box; false where
  // there is none
  bool minimize_free(const vector& x, const vector& g) {
    const std::size_t n = 2 * count();
    for (index i = 0; i < N; ++i) free_(i) = target_(i) > box_.low(i) && target_(i) < box_.high(i) ? T(1) : T(0);
    // the gradient of the model at the target
    d_ = g + (target_ - x) * theta();
    for (std::size_t j = 0; j < n; ++j) d_ = d_ - w(j) * (factor(j) * mc_[j]);
    d_ = d_ * free_;

    // as sums over the free or the bound coordinates, since differences of sums would round away what is small
    reduced_.resize(n);
    const std::size_t c = count();
    for (std::size_t i = 0; i < n; ++i) {
      column_ = w(i) * free_;
      bound_ = w(i) - column_;
      for (std::size_t j = i; j < n; ++j)
        if (j < c) reduced_(i, j) = (i == j ? -sy(i, i) : T(0)) - inner(column_, w(j)) / theta();
        else if (i < c) reduced_(i, j) = j - c > i ? inner(bound_, w(j)) : -inner(column_, w(j));
        else reduced_(i, j) = theta() * inner(bound_, w(j));
    }
    if (!reduced_.factor()) return false;
    transposed(d_, q_);
    reduced_.solve(q_);
    for (std::size_t j = 0; j < n; ++j) d_ = d_ + w(j) * (factor(j) * q_[j] / theta());
    d_ = d_ * free_ * (-1 / theta());

    column_ = target_ + d_;
    box_.clip(column_);
    T downhill = 0;
    for (index i = 0; i < N; ++i) downhill += (column_(i) - x(i)) * g(i);
    if (downhill <= T(0)) {
      target_ = column_;
      return true;
    }
    T part = 1; // clipping has turned the direction uphill: stop at the first bound instead
    for (index i = 0; i < N; ++i) {
      const T room = (d_(i) > T(0) ? box_.high(i) : box_.low(i)) - target_(i);
      if (d_(i) != T(0) && room / d_(i) < part) part = room / d_(i);
    }
    target_ = target_ + d_ * part;
    box_.clip(target_);
    return true;
  }
};

} // namespace tenon::detail
