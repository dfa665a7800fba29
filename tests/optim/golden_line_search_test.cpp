// SPDX-License-Identifier: BSL-1.0
// Both line searches along the steepest descent: every step that they try, and what they find.
#include "problems.hpp"
#include "reference.hpp"

#include <tenon/optim.hpp>

#include <catch2/catch.hpp>

#include <cmath>

namespace {
using problems::list;

// a problem along -scale * gradient
class descent : public tenon::detail::univariate {
  std::string problem_;
  list x_, p_;

  list at(double step) const {
    list x = x_;
    for (std::size_t i = 0; i < x.size(); ++i) x[i] += step * p_[i];
    return x;
  }

public:
  list tried;
  long slopes = 0;

  descent(std::string problem, const list& x, double scale) : problem_(std::move(problem)), x_(x) {
    problems::evaluate(problem_, x_, {.gradient = &p_});
    for (double& d : p_) d *= -scale;
  }
  double value(double step) override {
    tried.push_back(step);
    return problems::evaluate(problem_, at(step), {});
  }
  double slope(double step) override {
    ++slopes;
    list g;
    problems::evaluate(problem_, at(step), {.gradient = &g});
    double d = 0;
    for (std::size_t i = 0; i < g.size(); ++i) d += g[i] * p_[i];
    return d;
  }
};

void check(const reference::example& e) {
  INFO(e.name);
  const double scale = e.numbers.at("scale"), c2 = e.numbers.at("c2");
  descent phi(e.arguments.at("problem"), e.inputs.at("x0"), scale);
  const double f = phi.value(0), slope = phi.slope(0);
  phi.tried.clear();
  phi.slopes = 0;
  const double before = f + std::sqrt(-slope / scale) / 2;
  const double first = tenon::detail::first_step(f, before, slope);
  double step = 0;
  const bool found =
      e.arguments.at("kind") == "wolfe1"
          ? tenon::detail::wolfe1(
                phi, f, slope, first,
                {e.numbers.at("c1"), c2, e.numbers.at("xtol"), e.numbers.at("amin"), e.numbers.at("amax")}, step)
          : tenon::detail::wolfe2(phi, f, slope, first, {e.numbers.at("c1"), c2, e.numbers.at("amax"), 10}, step);
  CHECK(found == (e.output("found") != 0));
  CHECK(static_cast<double>(phi.tried.size()) == e.output("fc"));
  CHECK(static_cast<double>(phi.slopes) == e.output("gc"));
  const list& steps = e.outputs.at("trial_steps");
  REQUIRE(phi.tried.size() == steps.size());
  // the reference's steps are taken from its points, which rounds
  for (std::size_t i = 0; i < steps.size(); ++i) CHECK(phi.tried[i] == Approx(steps[i]).epsilon(1e-9));
  if (!found) return;
  CHECK(step == Approx(e.output("alpha")).epsilon(1e-9));
  CHECK(phi.value(step) == Approx(e.output("f_new")).epsilon(1e-9));
}
} // namespace

TEST_CASE("line searches along the gradient") {
  const auto all = reference::cases("line_search");
  REQUIRE(all.size() == 120);
  for (const auto& e : all) check(e);
}
