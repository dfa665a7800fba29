// SPDX-License-Identifier: BSL-1.0
// Moré and Thuente: Line search algorithms with guaranteed sufficient decrease, ACM TOMS 20 (1994), as in MINPACK-2:
// looks for a step at which the function has decreased enough and its slope is small.
#pragma once

#include <algorithm>
#include <cmath>

namespace tenon::detail {

// a function along a direction
class univariate {
public:
  virtual ~univariate() = default;
  virtual double value(double step) = 0;
  virtual double slope(double step) = 0;
  // whether a step that fits otherwise may be taken
  virtual bool acceptable(double, double /* value */) { return true; }
  // value and slope, where both are wanted in any case
  virtual void both(double step, double& f, double& d) {
    f = value(step);
    d = slope(step);
  }
};

// a step, the value and the slope there
struct trial {
  double step, value, slope;
};

// The search itself: after each evaluation at `step` it says whether another is wanted, at a new step.
class more_thuente {
public:
  enum class state { evaluate, converged, warning, error };
  struct options {
    double decrease, curvature, tolerance, shortest, longest;
  };
  double step;

  more_thuente(const options& o, double first, double f, double slope)
      : step(first), options_(o), f0_(f), slope0_(slope), best_{0, f, slope}, other_{0, f, slope},
        width_(o.longest - o.shortest), width_before_(2 * width_), high_(first + 4 * first) {}

  state begin() const {
    const bool wrong = step < options_.shortest || step > options_.longest || slope0_ >= 0;
    return wrong ? state::error : state::evaluate;
  }

  state next(double f, double slope) {
    const double expected = options_.decrease * slope0_, limit = f0_ + step * expected;
    if (early_ && f <= limit && slope >= 0) early_ = false;
    const bool narrow = high_ - low_ <= options_.tolerance * high_;
    bool warning = bracketed_ && (step <= low_ || step >= high_ || narrow);
    if (step == options_.longest && f <= limit && slope <= expected) warning = true;
    if (step == options_.shortest && (f > limit || slope >= expected)) warning = true;
    if (f <= limit && std::abs(slope) <= options_.curvature * -slope0_) return state::converged;
    if (warning) return state::warning;

    if (early_ && f <= best_.value && f > limit) { // the function less the wanted decrease is the better guide
      const auto without = [&](const trial& t) {
        return trial{t.step, t.value - t.step * expected, t.slope - expected};
      };
      const auto with = [&](const trial& t) { return trial{t.step, t.value + t.step * expected, t.slope + expected}; };
      best_ = without(best_);
      other_ = without(other_);
      narrow_down(without({step, f, slope}));
      best_ = with(best_);
      other_ = with(other_);
    } else narrow_down({step, f, slope});

    if (bracketed_) {
      if (std::abs(other_.step - best_.step) >= 0.66 * width_before_)
        step = best_.step + 0.5 * (other_.step - best_.step);
      width_before_ = width_;
      width_ = std::abs(other_.step - best_.step);
      low_ = std::min(best_.step, other_.step);
      high_ = std::max(best_.step, other_.step);
    } else {
      low_ = step + 1.1 * (step - best_.step);
      high_ = step + 4 * (step - best_.step);
    }
    step = std::fmin(std::fmax(step, options_.shortest), options_.longest); // nan becomes the shortest
    if (bracketed_ && (step <= low_ || step >= high_ || high_ - low_ <= options_.tolerance * high_)) step = best_.step;
    return state::evaluate;
  }

private:
  options options_;
  double f0_, slope0_;
  trial best_, other_; // the ends of the interval, the better one first
  bool bracketed_ = false, early_ = true;
  double width_, width_before_;
  double low_ = 0, high_; // where the next step may lie

  // the minimum of the cubic through two trials; gamma is its discriminant's root
  static double root(const trial& a, const trial& b, double theta, bool clamp) {
    const double s = std::max({std::abs(theta), std::abs(a.slope), std::abs(b.slope)});
    const double square = theta / s * (theta / s) - a.slope / s * (b.slope / s);
    return s * std::sqrt(clamp ? std::max(0.0, square) : square);
  }
  static double theta_of(const trial& a, const trial& b) {
    return 3 * (a.value - b.value) / (b.step - a.step) + a.slope + b.slope;
  }
  // where the slope vanishes that runs through the slopes of two trials
  static double secant(const trial& from, const trial& t) {
    return t.step + t.slope / (t.slope - from.slope) * (from.step - t.step);
  }
  static double cubic_from(const trial& t, const trial& end) {
    const double theta = theta_of(end, t);
    double gamma = root(end, t, theta, false);
    if (t.step > end.step) gamma = -gamma;
    return t.step + ((gamma - t.slope) + theta) / (((gamma - t.slope) + gamma) + end.slope) * (end.step - t.step);
  }

  // puts a trial into the interval and proposes the next step
  void narrow_down(const trial& t) {
    const trial& a = best_;
    const bool opposite = t.slope * (a.slope / std::abs(a.slope)) < 0;
    double next;
    if (t.value > a.value) { // higher: the minimum is between
      const double theta = theta_of(a, t);
      double gamma = root(a, t, theta, false);
      if (t.step < a.step) gamma = -gamma;
      const double r = ((gamma - a.slope) + theta) / (((gamma - a.slope) + gamma) + t.slope);
      const double cubic = a.step + r * (t.step - a.step);
      const double quadratic =
          a.step + a.slope / ((a.value - t.value) / (t.step - a.step) + a.slope) / 2 * (t.step - a.step);
      next = std::abs(cubic - a.step) < std::abs(quadratic - a.step) ? cubic : cubic + (quadratic - cubic) / 2;
      bracketed_ = true;
    } else if (opposite) { // lower, the slope has changed sign: between as well
      const double cubic = cubic_from(t, a), linear = secant(a, t);
      next = std::abs(cubic - t.step) > std::abs(linear - t.step) ? cubic : linear;
      bracketed_ = true;
    } else if (std::abs(t.slope) < std::abs(a.slope)) { // lower, and flatter
      const double theta = theta_of(a, t);
      double gamma = root(a, t, theta, true);
      if (t.step > a.step) gamma = -gamma;
      const double r = ((gamma - t.slope) + theta) / ((gamma + (a.slope - t.slope)) + gamma);
      const double distant = t.step > a.step ? high_ : low_;
      const double cubic = r < 0 && gamma != 0 ? t.step + r * (a.step - t.step) : distant, linear = secant(a, t);
      const bool closer = std::abs(cubic - t.step) < std::abs(linear - t.step);
      if (bracketed_) {
        const double end = t.step + 0.66 * (other_.step - t.step);
        next = closer ? cubic : linear;
        next = t.step > a.step ? std::min(end, next) : std::max(end, next);
      } else {
        next = std::abs(cubic - t.step) > std::abs(linear - t.step) ? cubic : linear;
        next = std::max(std::min(high_, next), low_);
      }
    } else if (bracketed_) next = cubic_from(t, other_); // lower, and steeper
    else next = t.step > a.step ? high_ : low_;

    if (t.value > a.value) other_ = t;
    else {
      if (opposite) other_ = a;
      best_ = t;
    }
    step = next;
  }
};

// the first step to try: as if the function decreased as much as it did before (nan where nothing was before)
inline double first_step(double f, double f_before, double slope) {
  const double guess = 1.01 * 2 * (f - f_before) / slope;
  return guess < 0 || !(guess < 1) ? 1 : guess;
}

// scipy.optimize's scalar_search_wolfe1: whether there is a step, and which
inline bool wolfe1(univariate& phi, double f, double slope, double first, const more_thuente::options& o,
                   double& step) {
  constexpr int rounds = 100;
  more_thuente search(o, first, f, slope);
  auto state = search.begin();
  for (int i = 1; i < rounds && state == more_thuente::state::evaluate; ++i) {
    phi.both(search.step, f, slope);
    state = search.next(f, slope);
  }
  if (state == more_thuente::state::evaluate) phi.both(search.step, f, slope); // SciPy evaluates once more
  step = search.step;
  return state == more_thuente::state::converged;
}

} // namespace tenon::detail
