// SPDX-License-Identifier: BSL-1.0
// The simplex method of Nelder and Mead (The Computer Journal 7, 1965), with the factors of Gao and Han (2012) for
// many coordinates; scipy.optimize's _minimize_neldermead.
#pragma once

#include <tenon/optim/minimize/limits.hpp>

namespace tenon::detail {

template <class T, index N> class simplex {
  using vector = Tensor<T, N>;
  static constexpr std::size_t count = static_cast<std::size_t>(N) + 1;

  counted<T, N>& function_;
  box<T> box_;
  index most_; // evaluations
  T expand_ = 2, contract_ = T(0.5), shrink_ = T(0.5);
  std::vector<vector> vertices_;
  std::vector<T> values_;
  std::vector<std::size_t> order_; // of the vertices, the lowest first
  vector centre_, reflected_, other_;

public:
  simplex(counted<T, N>& f, box<T> b, index most, bool adaptive, const vector& x0)
      : function_(f), box_(b), most_(most), vertices_(count, x0), values_(count, std::numeric_limits<T>::infinity()),
        order_(count) {
    if (adaptive) {
      expand_ = 1 + 2 / T(N);
      contract_ = T(0.75) - 1 / (2 * T(N));
      shrink_ = 1 - 1 / T(N);
    }
    for (std::size_t i = 0; i < count; ++i) order_[i] = i;
    for (index i = 0; i < N; ++i) {
      vector& v = vertices_[static_cast<std::size_t>(i) + 1];
      T& x = v(i);
      x = x != T(0) ? T(1.05) * x : T(0.00025);
      if (x > box_.high(i)) x = 2 * box_.high(i) - x; // reflected, so that the simplex keeps its volume
      box_.clip(v);
    }
    bool left = true;
    for (std::size_t i = 0; i < count && left; ++i) left = evaluate(vertices_[i], values_[i]);
    sort();
  }

  const vector& best() const { return vertices_[order_.front()]; }
  T lowest() const { return values_[order_.front()]; }
  FinalSimplex<T, N> sorted() const {
    FinalSimplex<T, N> s;
    for (std::size_t i : order_) {
      s.vertices.push_back(vertices_[i]);
      s.values.push_back(values_[i]);
    }
    return s;
  }
  bool exhausted() const { return function_.nfev >= most_; }

  bool small(double xatol, double fatol) const {
    for (std::size_t i = 1; i < count; ++i) {
      const T spread = std::abs(lowest() - values_[order_[i]]);
      const T distance = element_of(amax(abs(vertices_[order_[i]] - best())));
      if (!(static_cast<double>(spread) <= fatol && static_cast<double>(distance) <= xatol)) return false;
    }
    return true;
  }

  // One iteration: the worst vertex goes through the centre of the others, as far, farther, or less far; or all are
  // drawn to the best. False where the evaluations are used up first.
  bool move() {
    const bool done = replace_worst();
    sort();
    return done;
  }

private:
  T& value_at(std::size_t rank) { return values_[order_[rank]]; }
  bool evaluate(const vector& x, T& value) {
    if (exhausted()) return false;
    value = function_.call(x);
    return true;
  }
  // the worst vertex mirrored at the centre, at a distance
  bool attempt(T distance, vector& x, T& value) {
    x = centre_ * (1 + distance) - vertices_[order_.back()] * distance;
    box_.clip(x);
    return evaluate(x, value);
  }
  bool put(const vector& x, T value) {
    vertices_[order_.back()] = x;
    values_[order_.back()] = value;
    return true;
  }
  bool replace_worst() {
    centre_ = vertices_[order_[0]];
    for (std::size_t i = 1; i + 1 < count; ++i) centre_ = centre_ + vertices_[order_[i]];
    centre_ = centre_ / T(N);

    T at = 0, value = 0;
    if (!attempt(T(1), reflected_, at)) return false;
    if (at < lowest()) {
      if (!attempt(expand_, other_, value)) return false;
      return value < at ? put(other_, value) : put(reflected_, at);
    }
    if (at < value_at(count - 2)) return put(reflected_, at);
    const bool outside = at < value_at(count - 1);
    if (!attempt(outside ? contract_ : -contract_, other_, value)) return false;
    if (outside ? value <= at : value < value_at(count - 1)) return put(other_, value);
    for (std::size_t i = 1; i < count; ++i) {
      vector& v = vertices_[order_[i]];
      v = best() + (v - best()) * shrink_;
      if (!evaluate(v, value_at(i))) return false;
    }
    return true;
  }
  // few are out of order; nan comes last
  void sort() {
    const auto below = [&](std::size_t a, std::size_t b) {
      return values_[a] < values_[b] || (std::isnan(values_[b]) && !std::isnan(values_[a]));
    };
    for (std::size_t i = 1; i < count; ++i)
      for (std::size_t j = i; j > 0 && below(order_[j], order_[j - 1]); --j) std::swap(order_[j], order_[j - 1]);
  }
};

template <class T, index N> void nelder_mead(counted<T, N>& f, const limits& l, box<T> b, outcome<T, N>& r) {
  constexpr index unlimited = std::numeric_limits<index>::max();
  const bool none = l.maxiter < 0 && l.maxfun < 0;
  const index maxiter = none ? 200 * N : l.maxiter < 0 ? unlimited : l.maxiter;
  const index maxfun = none ? 200 * N : l.maxfun < 0 ? unlimited : l.maxfun;
  simplex<T, N> s(f, b, maxfun, l.adaptive, r.x);
  bool stopped = false;
  r.nit = 1; // SciPy counts the first simplex
  while (!s.exhausted() && r.nit < maxiter && !stopped && !s.small(l.xatol, l.fatol)) {
    if (s.move()) ++r.nit;
    stopped = f.function().visit(s.best());
  }
  r.x = s.best();
  r.fun = s.lowest();
  r.final_simplex = s.sorted();
  if (stopped) finish(r, f, ending::stopped_status, ending::stopped);
  else if (s.exhausted()) finish(r, f, 1, ending::too_many_evaluations);
  else if (r.nit >= maxiter) finish(r, f, 2, ending::too_many_iterations);
  else finish(r, f, 0, ending::success);
}

} // namespace tenon::detail
