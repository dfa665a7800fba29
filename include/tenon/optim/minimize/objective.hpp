// SPDX-License-Identifier: BSL-1.0
// Who evaluates the function that is minimised, and counts. Algorithms know it by two classes only, so that they are
// compiled once for a size, not once for a function.
#pragma once

#include <tenon/optim/minimize/result.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace tenon::detail {

// where gradients come from; the step of differences is fixed, or grows with the coordinate
enum class derivative { given, forward, two_point, three_point };

// the function as the user gave it
template <class T, index N> class problem {
public:
  using vector = Tensor<T, N>;
  virtual ~problem() = default;

  virtual T value(const vector& x) = 0;
  virtual void gradient(const vector& x, vector& g) = 0;
  virtual T value_and_gradient(const vector& x, vector& g) = 0;
  // one of these, where `curvature` says so
  virtual void hessian(const vector&, T* /* row-major */) {}
  virtual void hessian_product(const vector&, const vector& /* p */, vector& /* result */) {}
  // after an iteration: whether to stop
  virtual bool visit(const vector&) { return false; }

  enum class second { none, hessian, product };
  derivative source = derivative::given;
  bool together = false; // whether one call of the function gives its value and its gradient
  second curvature = second::none;
};

// Copies in the pieces in which statements read: the compiler's own are shorter, and what has just been stored in
// shorter pieces is read only when it has reached the cache.
template <class T, index N> void copy_point(const Tensor<T, N>& from, Tensor<T, N>& to) {
  evaluate<row_major_layout<Size<N>>>(from.node(), to.data());
}
template <class T, index N> T inner(const Tensor<T, N>& a, const Tensor<T, N>& b) { return element_of(sum(a * b)); }
template <class T, index N> T largest(const Tensor<T, N>& a) { return element_of(amax(abs(a))); }
template <class T, index N> T taxicab(const Tensor<T, N>& a) { return element_of(sum(abs(a))); }
template <class T, index N> void advance(Tensor<T, N>& to, const Tensor<T, N>& x, const Tensor<T, N>& p, T step) {
  to = x + p * step;
}

// the box in which the search stays; a null pointer is no bound
template <class T> struct box {
  const T* lower = nullptr;
  const T* upper = nullptr;

  bool any() const { return lower || upper; }
  T low(index i) const { return lower ? lower[i] : -std::numeric_limits<T>::infinity(); }
  T high(index i) const { return upper ? upper[i] : std::numeric_limits<T>::infinity(); }
  template <index N> void clip(Tensor<T, N>& x) const {
    if (any())
      for (index i = 0; i < N; ++i) x(i) = std::min(std::max(x(i), low(i)), high(i));
  }
};

// Evaluates, counts, takes differences, and remembers one point: what is asked again there costs nothing.
template <class T, index N> class counted {
public:
  using vector = Tensor<T, N>;

private:
  problem<T, N>& problem_;
  box<T> box_;
  T step_; // of forward differences
  vector x_{uninitialised}, g_{uninitialised}, shifted_{uninitialised};
  T f_ = 0;
  bool known_ = false, value_ = false, gradient_ = false; // whether there is a point, its value, its gradient
  bool ahead_ = false;                                    // whether the gradient is there before it was asked for

public:
  index nfev = 0, njev = 0;

  counted(problem<T, N>& p, box<T> b, T step) : problem_(p), box_(b), step_(step) {}

  T value(const vector& x) {
    move_to(x);
    fill_value();
    return f_;
  }
  const vector& gradient(const vector& x) {
    move_to(x);
    fill_gradient();
    return g_;
  }
  // the value; the gradient is then that of last_gradient
  T value_and_gradient(const vector& x) {
    move_to(x);
    if (!value_ && !gradient_ && problem_.source == derivative::given) {
      f_ = problem_.value_and_gradient(x_, g_);
      ++nfev;
      value_ = ahead_ = true;
    }
    fill_value();
    fill_gradient();
    return f_;
  }
  const vector& last_gradient() const { return g_; }
  // without looking back
  T call(const vector& x) {
    ++nfev;
    return problem_.value(x);
  }
  problem<T, N>& function() { return problem_; }

private:
  // nan equals nothing: such a point is evaluated each time
  void move_to(const vector& x) {
    if (known_ && x(0) == x_(0) && element_of(all(x == x_))) return;
    copy_point(x, x_);
    known_ = true;
    value_ = gradient_ = ahead_ = false;
  }
  void fill_value() {
    if (value_) return;
    if (problem_.together) {
      f_ = problem_.value_and_gradient(x_, g_);
      ++nfev;
      ahead_ = true;
    } else f_ = call(x_);
    value_ = true;
  }
  void fill_gradient() {
    if (gradient_) return;
    if (problem_.source != derivative::given) {
      fill_value();
      differences();
    } else if (!ahead_) problem_.gradient(x_, g_);
    ++njev;
    gradient_ = true;
  }

  // differences of neighbours on one side or on both, inside the box
  void differences() {
    copy_point(x_, shifted_);
    const bool both = problem_.source == derivative::three_point;
    for (index i = 0; i < N; ++i) {
      const T x = x_(i), h = width(i);
      const auto at = [&](T place) {
        shifted_(i) = place;
        return call(shifted_);
      };
      const bool fits = x - h >= box_.low(i) && x - h <= box_.high(i) && x + h >= box_.low(i) && x + h <= box_.high(i);
      if (h == T(0)) g_(i) = 0;
      else if (!both) {
        const T above = at(x + h);
        g_(i) = (above - f_) / (shifted_(i) - x);
      } else if (fits) {
        const T below = at(x - h), left = shifted_(i), above = at(x + h);
        g_(i) = (above - below) / (shifted_(i) - left);
      } else { // the parabola through x, x + h/2 and x + h
        const T middle = at(x + h / 2), half = shifted_(i) - x, distant = at(x + h), whole = shifted_(i) - x;
        g_(i) = ((middle - f_) / half * whole - (distant - f_) / whole * half) / (whole - half);
      }
      shifted_(i) = x;
    }
  }
  T width(index i) const {
    const T x = x_(i), eps = std::numeric_limits<T>::epsilon();
    const T root = problem_.source == derivative::three_point ? std::cbrt(eps) : std::sqrt(eps);
    T h = (x >= 0 ? root : -root) * std::max(T(1), std::abs(x));
    if (problem_.source == derivative::forward && x + step_ != x) h = step_;
    const T below = x - box_.low(i), above = box_.high(i) - x;
    if (x + h < box_.low(i) || x + h > box_.high(i)) {
      if (std::abs(h) <= std::max(below, above)) h = -h;
      else h = above >= below ? above : -below;
    }
    return h;
  }
};

} // namespace tenon::detail
