// SPDX-License-Identifier: BSL-1.0
// The problems of the other tests agree with the reference's.
#include "problems.hpp"
#include "reference.hpp"

#include <catch2/catch.hpp>

#include <cmath>

namespace {
void compare(const char* what, const problems::list& ours, const problems::list& all, std::size_t point,
             std::size_t points) {
  INFO(what << " at point " << point);
  const std::size_t n = all.size() / points;
  REQUIRE(ours.size() == n);
  double size = 1;
  for (const double v : ours) size = std::max(size, std::abs(v));
  for (std::size_t i = 0; i < n; ++i) CHECK(ours[i] == Approx(all[point * n + i]).margin(1e-14 * size).epsilon(1e-13));
}
} // namespace

TEST_CASE("problems, their gradients, Hessians, residuals and Jacobians") {
  const auto all = reference::cases("problem_eval");
  REQUIRE(all.size() == 10);
  for (const auto& e : all) {
    INFO(e.name);
    const std::size_t n = e.n();
    const auto& places = e.inputs.at("points");
    const std::size_t points = places.size() / n;
    REQUIRE(points == 3);
    for (std::size_t p = 0; p < points; ++p) {
      const problems::list x(places.begin() + static_cast<std::ptrdiff_t>(p * n),
                             places.begin() + static_cast<std::ptrdiff_t>((p + 1) * n));
      problems::list g, h, r, j;
      const double f = problems::evaluate(e.arguments.at("problem"), x, {.gradient = &g, .hessian = &h});
      problems::evaluate(e.arguments.at("problem"), x, {.residuals = &r, .jacobian = &j});
      compare("f", {f}, e.outputs.at("f"), p, points);
      compare("gradient", g, e.outputs.at("grad"), p, points);
      compare("Hessian", h, e.outputs.at("hess"), p, points);
      compare("residuals", r, e.outputs.at("residuals"), p, points);
      compare("Jacobian", j, e.outputs.at("jacobian"), p, points);
    }
  }
}
