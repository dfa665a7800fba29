// SPDX-License-Identifier: BSL-1.0
// The function along a direction, and the line search of BFGS, conjugate gradients and Newton-CG.
#pragma once

#include <tenon/optim/minimize/objective.hpp>
#include <tenon/optim/minimize/wolfe2.hpp>

namespace tenon::detail {

// the function along a direction p from x
template <class T, index N> class along : public univariate {
public:
  using vector = Tensor<T, N>;

private:
  counted<T, N>& function_;
  const vector& x_;
  const vector& p_;
  vector at_{uninitialised};
  double step_ = 0; // of the point `at`

public:
  along(counted<T, N>& f, const vector& x, const vector& p) : function_(f), x_(x), p_(p) { restart(); }

  // after x or p has changed
  virtual void restart() { step_ = std::numeric_limits<double>::quiet_NaN(); }

  // the point at a step; kept, so that a point that is asked for twice has the same bits
  const vector& point(double step) {
    if (step != step_) {
      advance(at_, x_, p_, static_cast<T>(step));
      step_ = step;
    }
    return at_;
  }
  double value(double step) override { return static_cast<double>(function_.value(point(step))); }
  double slope(double step) override { return static_cast<double>(inner(function_.gradient(point(step)), p_)); }
  void both(double step, double& f, double& d) override {
    f = static_cast<double>(function_.value_and_gradient(point(step)));
    d = static_cast<double>(inner(function_.last_gradient(), p_));
  }
};

struct strong_wolfe {
  double curvature = 0.9, shortest = 1e-100, longest = 1e100;
  double longest_bracketed = longest; // of the second search
};

// Moré and Thuente's search; where it fails the bracketing one: whether there is a step, and which.
inline bool wolfe12(univariate& phi, double f, double f_before, double slope, const strong_wolfe& o, double& step) {
  const double first = first_step(f, f_before, slope);
  if (wolfe1(phi, f, slope, first, {1e-4, o.curvature, 1e-14, o.shortest, o.longest}, step) && phi.acceptable(step, 0))
    return true;
  return wolfe2(phi, f, slope, first, {1e-4, o.curvature, o.longest_bracketed, 10}, step);
}

} // namespace tenon::detail
