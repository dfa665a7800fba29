// SPDX-License-Identifier: BSL-1.0
// Nocedal and Wright: Numerical optimization (1999), algorithms 3.2 and 3.3: doubles the step until a minimum is
// bracketed, then zooms in. The slope is evaluated only where the function has decreased enough.
#pragma once

#include <tenon/optim/minimize/wolfe1.hpp>

#include <limits>

namespace tenon::detail {

struct wolfe2_options {
  double decrease = 1e-4, curvature = 0.9;
  double longest = std::numeric_limits<double>::infinity();
  int rounds = 10;
};

class bracketing {
  univariate& phi_;
  double f0_, slope0_;
  const wolfe2_options& options_;

  // not above the line of sufficient decrease; nan is not above anything
  bool decreased(double step, double f) const { return !(f > f0_ + options_.decrease * step * slope0_); }
  bool fits(double step, double f, double slope) {
    return std::abs(slope) <= -options_.curvature * slope0_ && phi_.acceptable(step, f);
  }

  // the minimum of the cubic through a (with its slope), b and c
  static double cubic_minimum(const trial& a, const trial& b, const trial& c) {
    const double db = b.step - a.step, dc = c.step - a.step;
    const double rb = b.value - a.value - a.slope * db, rc = c.value - a.value - a.slope * dc;
    const double scale = db * dc * (db * dc) * (db - dc);
    const double third = (dc * dc * rb - db * db * rc) / scale;
    const double second = (-dc * dc * dc * rb + db * db * db * rc) / scale;
    return a.step + (-second + std::sqrt(second * second - 3 * third * a.slope)) / (3 * third);
  }
  // the minimum of the parabola through a (with its slope) and b
  static double quadratic_minimum(const trial& a, const trial& b) {
    const double d = b.step - a.step;
    return a.step - a.slope / (2 * ((b.value - a.value - a.slope * d) / (d * d)));
  }

  // narrows the interval between a low trial and another
  bool zoom(trial low, trial high, double& step) {
    constexpr int rounds = 11;
    trial before{0, f0_, 0};
    for (int i = 0; i < rounds; ++i) {
      const double d = high.step - low.step;
      // d has a sign, so that the margin is kept only where the interval runs upwards, as in SciPy
      const auto inside = [&](double a, double margin) {
        return std::isfinite(a) && !(a > std::max(low.step, high.step) - margin * d) &&
               !(a < std::min(low.step, high.step) + margin * d);
      };
      step = i > 0 ? cubic_minimum(low, high, before) : std::numeric_limits<double>::quiet_NaN();
      if (!inside(step, 0.2)) {
        step = quadratic_minimum(low, high);
        if (!inside(step, 0.1)) step = low.step + 0.5 * d;
      }
      trial t{step, phi_.value(step), 0};
      if (!decreased(step, t.value) || t.value >= low.value) {
        before = high;
        high = t;
      } else {
        t.slope = phi_.slope(step);
        if (fits(step, t.value, t.slope)) return true;
        if (t.slope * (high.step - low.step) >= 0) {
          before = high;
          high = low;
        } else before = low;
        low = t;
      }
    }
    return false;
  }

public:
  bracketing(univariate& phi, double f, double slope, const wolfe2_options& o)
      : phi_(phi), f0_(f), slope0_(slope), options_(o) {}

  bool search(double first, double& step) {
    trial a{0, f0_, slope0_}, b{std::min(first, options_.longest), 0, 0};
    b.value = phi_.value(b.step);
    for (int i = 0; i < options_.rounds; ++i) {
      if (b.step == 0 || a.step == options_.longest) return false;
      if (!decreased(b.step, b.value) || (b.value >= a.value && i > 0)) return zoom(a, b, step);
      b.slope = phi_.slope(b.step);
      if (fits(b.step, b.value, b.slope)) {
        step = b.step;
        return true;
      }
      if (b.slope >= 0) return zoom(b, a, step);
      a = b;
      b.step = std::min(2 * b.step, options_.longest);
      b.value = phi_.value(b.step);
    }
    step = b.step; // better than none
    return true;
  }
};

// scipy.optimize's scalar_search_wolfe2: whether there is a step, and which
inline bool wolfe2(univariate& phi, double f, double slope, double first, const wolfe2_options& o, double& step) {
  return bracketing(phi, f, slope, o).search(first, step);
}

} // namespace tenon::detail
