// SPDX-License-Identifier: BSL-1.0
// Searches inside a box: problems of Hock and Schittkowski (1981) with known answers, the conditions of optimality of
// random quadratics, and that nothing is evaluated outside.
#include "solve.hpp"

#include <tenon/optim.hpp>

#include <catch2/catch.hpp>

#include <cmath>

using namespace tenon;

namespace {
constexpr double inf = HUGE_VAL;

template <index N> struct boxed_problem {
  double (*f)(const Tensor<double, N>&);
  Tensor<double, N> x0, lower, upper, x;
  double tolerance = 1e-5;
};
template <index N> Tensor<double, N> vector_of(const double (&v)[N]) { return Tensor<double, N>::from(v); }

// by differences of all kinds, each inside the box
template <class Gradient, index N> void check(const boxed_problem<N>& p, Method method, Gradient gradient) {
  bool inside = true;
  const auto f = [&](const Tensor<double, N>& x) {
    for (index i = 0; i < N; ++i) inside = inside && x(i) >= p.lower(i) && x(i) <= p.upper(i);
    return p.f(x);
  };
  const auto r = minimize(objective{f, gradient}, p.x0,
                          {.method = method, .tol = 1e-10, .maxiter = 5000, .lower = p.lower, .upper = p.upper});
  CHECK(inside);
  CHECK(r.fun == Approx(p.f(p.x)).margin(p.tolerance));
  for (index i = 0; i < N; ++i) {
    INFO("element " << i << " after " << r.message);
    CHECK(r.x(i) == Approx(p.x(i)).margin(30 * p.tolerance));
    CHECK((r.x(i) >= p.lower(i) && r.x(i) <= p.upper(i)));
  }
}
template <index N> void check(const boxed_problem<N>& p) {
  check(p, Method::lbfgsb, forward{});
  check(p, Method::lbfgsb, two_point{});
  check(p, Method::lbfgsb, three_point{});
  check(p, Method::nelder_mead, forward{});
}
double square_of(double v) { return v * v; }
} // namespace

TEST_CASE("problems of Hock and Schittkowski with bounds") {
  using two = Tensor<double, 2>;
  const auto rosenbrock = [](const two& x) { return 100 * square_of(x(1) - x(0) * x(0)) + square_of(1 - x(0)); };
  SECTION("1") {
    check<2>({rosenbrock, vector_of({-2., 1.}), vector_of({-inf, -1.5}), vector_of({inf, inf}), vector_of({1., 1.})});
  }
  SECTION("2") {
    const double a = std::sqrt(598. / 1200), b = 400 * a * a * a;
    check<2>({rosenbrock, vector_of({2., 3.}), vector_of({-inf, 1.5}), vector_of({inf, inf}),
              vector_of({2 * a * std::cos(std::acos(1 / b) / 3), 1.5})});
  }
  SECTION("4") {
    const auto f = [](const two& x) { return std::pow(x(0) + 1, 3) / 3 + x(1); };
    check<2>({f, vector_of({1.125, 0.125}), vector_of({1., 0.}), vector_of({inf, inf}), vector_of({1., 0.})});
  }
  SECTION("5") {
    const auto f = [](const two& x) {
      return std::sin(x(0) + x(1)) + square_of(x(0) - x(1)) - 1.5 * x(0) + 2.5 * x(1) + 1;
    };
    const double third = std::acos(-1.) / 3;
    check<2>(
        {f, vector_of({0., 0.}), vector_of({-1.5, -3.}), vector_of({4., 3.}), vector_of({-third + 0.5, -third - 0.5})});
  }
  SECTION("45") {
    const auto f = [](const Tensor<double, 5>& x) { return 2 - x(0) * x(1) * x(2) * x(3) * x(4) / 120; };
    const boxed_problem<5> p{f, full<double, 5>(0.5), full<double, 5>(0.0), vector_of({1., 2., 3., 4., 5.}),
                             vector_of({1., 2., 3., 4., 5.})};
    check(p, Method::lbfgsb, forward{});
    check(p, Method::lbfgsb, three_point{});
  }
}

TEST_CASE("a quadratic in a box ends where the gradient leads out of it") {
  constexpr index n = 12;
  Generator generator(5);
  int at_bounds = 0, solved = 0;
  for (int round = 0; round < 40; ++round) {
    const Tensor<double, n, n> a = randn(generator);
    const Tensor<double, n> b = randn(generator) * 3.0, low = rand(generator) * -1.0, high = rand(generator);
    const Tensor<double, n, n> q = matmul(transpose(a, c<0>, c<1>), a) + 0.1 * eye<double, n>();
    const Tensor<double, n> x0 = randn(generator);
    const auto gradient = [&](const Tensor<double, n>& x) { return eval(matmul(q, x) - b); };
    const auto f = [&](const Tensor<double, n>& x) {
      double s = 0;
      for (index i = 0; i < n; ++i) {
        double row = 0;
        for (index j = 0; j < n; ++j) row += q(i, j) * x(j);
        s += x(i) * (row / 2 - b(i));
      }
      return s;
    };
    const auto r = minimize(objective{f, gradient}, x0,
                            {.method = Method::lbfgsb, .gtol = 1e-7, .ftol = 0, .lower = low, .upper = high});
    solved += r.success;
    const auto g = gradient(r.x);
    for (index i = 0; i < n; ++i) {
      INFO("round " << round << ", element " << i << ", " << r.message);
      const bool at_low = r.x(i) == low(i), at_high = r.x(i) == high(i);
      at_bounds += at_low || at_high;
      CHECK((r.x(i) >= low(i) && r.x(i) <= high(i)));
      if (at_low) CHECK(g(i) >= -1e-5);
      else if (at_high) CHECK(g(i) <= 1e-5);
      else CHECK(std::abs(g(i)) <= 1e-5);
    }
  }
  CHECK(at_bounds > 100);
  CHECK(solved >= 30); // the others end where rounding hides further progress
}

TEST_CASE("bounds at infinity change nothing") {
  std::size_t found = 0;
  for (auto e : reference::cases("minimize")) {
    if (e.arguments.at("method") != "L-BFGS-B" || !e.stable || e.arguments.at("problem") == "nan_everywhere2") continue;
    INFO(e.name);
    // the first step of a bounded search is the gradient at most
    problems::list g;
    problems::evaluate(e.arguments.at("problem"), e.inputs.at("x0"), {.gradient = &g});
    double square = 0;
    for (const double d : g) square += d * d;
    if (square < 1) continue;
    e.numbers["infinite bounds"] = 1;
    const auto a = reference::solve(e);
    CHECK(static_cast<double>(a.nit) == e.output("nit"));
    CHECK(static_cast<double>(a.nfev) == e.output("nfev"));
    CHECK(a.message == e.texts.at("message"));
    ++found;
  }
  CHECK(found > 30);
}

TEST_CASE("a start outside is moved to the box, and contradictory bounds are an error") {
  const auto f = [](const Tensor<double, 2>& x) { return x(0) * x(0) + x(1) * x(1); };
  const auto lower = full<double, 2>(1.0);
  const auto r = minimize(f, Tensor<double, 2>(full<double, 2>(-4.0)), {.method = Method::lbfgsb, .lower = lower});
  CHECK(r.x(0) == 1);
  CHECK(r.x(1) == 1);
  CHECK(r.success);
  CHECK(r.nit == 0);
  // bounds choose the method, where none is named
  CHECK(minimize(f, Tensor<double, 2>(), {.lower = lower}).method == Method::lbfgsb);
  CHECK(minimize(f, Tensor<double, 2>()).method == Method::bfgs);
  const auto upper = full<double, 2>(0.0);
  CHECK_THROWS_WITH(minimize(f, Tensor<double, 2>(), {.method = Method::lbfgsb, .lower = lower, .upper = upper}),
                    "minimize: the bounds of element 0 are 1.000000 and 0.000000; expected a lower and an upper one");
  CHECK_THROWS_WITH(minimize(f, Tensor<double, 2>(), {.method = Method::cg, .upper = upper}),
                    "minimize: this method knows no bounds; lbfgsb and nelder_mead do");
}

TEST_CASE("where all bounds are infinite there are none") {
  const auto f = [](const auto& x) { return sum(exp(x - 0.5) + exp(0.5 - x)) * 0.25; }; // cosh(x - 0.5) / 2
  const auto infinity = full<double, 1>(std::numeric_limits<double>::infinity());
  const auto r = minimize(f, tensor({1.5}), {.method = Method::lbfgsb, .lower = -infinity, .upper = infinity});
  CHECK(r.nit == 1);
  CHECK(r.nfev == 2);
  const auto nan = full<double, 1>(std::nan(""));
  CHECK_THROWS_AS(minimize(f, tensor({1.5}), {.lower = nan}), std::invalid_argument);
}
