// SPDX-License-Identifier: BSL-1.0
// Functions that make trouble: every search ends, with a status and a message, and throws nothing of its own.
#include <tenon/optim.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <stdexcept>

using namespace tenon;

namespace {
constexpr Method every_method[] = {Method::bfgs, Method::lbfgs,     Method::lbfgsb,
                                   Method::cg,   Method::newton_cg, Method::nelder_mead};
using two = Tensor<double, 2>;

two pair_of(double a, double b) {
  two t;
  t(0) = a;
  t(1) = b;
  return t;
}
double rosenbrock(const two& x) { return 100 * (x(1) - x(0) * x(0)) * (x(1) - x(0) * x(0)) + (1 - x(0)) * (1 - x(0)); }
two slope(const two& x) {
  return pair_of(-400 * x(0) * (x(1) - x(0) * x(0)) - 2 * (1 - x(0)), 200 * (x(1) - x(0) * x(0)));
}
const two far = pair_of(-1.2, 1);

template <class R> void check_consistent(const R& r) {
  CHECK(r.success == (r.status == 0));
  CHECK_FALSE(r.message.empty());
  CHECK(r.nfev >= 1);
}
} // namespace

TEST_CASE("a function that is nan everywhere") {
  const auto f = [](const two&) { return std::nan(""); };
  const auto g = [](const two&) { return pair_of(std::nan(""), std::nan("")); };
  for (const Method m : every_method) {
    const auto r = minimize(objective{f, g}, far, {.method = m});
    check_consistent(r);
    CHECK_FALSE(r.success);
    CHECK(std::isnan(r.fun));
    CHECK(r.x(0) == -1.2);
  }
  CHECK(minimize(objective{f, g}, far, {.method = Method::cg}).message == "NaN result encountered.");
  CHECK(minimize(objective{f, g}, far, {.method = Method::nelder_mead}).nfev == 400);
}

TEST_CASE("a function that is infinite at the start, or turns nan on the way") {
  const auto wall = [](const two& x) { return x(0) > -1 ? HUGE_VAL : rosenbrock(x); };
  const auto hole = [](const two& x) { return x(0) > -1 ? std::nan("") : rosenbrock(x); };
  for (const Method m : every_method) {
    check_consistent(minimize(objective{wall, slope}, pair_of(2, 2), {.method = m}));
    const auto r = minimize(objective{wall, slope}, far, {.method = m});
    check_consistent(r);
    CHECK(r.x(0) <= -1);
    CHECK(r.fun <= rosenbrock(far));
    // BFGS, CG and Newton may step into nan, and say so
    const auto h = minimize(objective{hole, slope}, far, {.method = m});
    check_consistent(h);
    if (h.success || m == Method::lbfgs || m == Method::lbfgsb) {
      CHECK(h.x(0) <= -1);
      CHECK(h.fun <= rosenbrock(far));
    }
  }
}

TEST_CASE("a gradient of the wrong sign") {
  const auto wrong = [](const two& x) { return eval(-slope(x)); };
  for (const Method m : {Method::bfgs, Method::lbfgs, Method::cg, Method::newton_cg}) {
    const auto r = minimize(objective{rosenbrock, wrong}, far, {.method = m});
    check_consistent(r);
    CHECK(r.status == 2);
    CHECK(r.fun <= rosenbrock(far));
  }
  const auto r = minimize(objective{rosenbrock, wrong}, far);
  CHECK(r.nit == 0);
  CHECK(r.message == "Desired error not necessarily achieved due to precision loss.");
  CHECK(minimize(objective{rosenbrock, wrong}, far, {.method = Method::newton_cg}).message ==
        "Warning: Desired error not necessarily achieved due to precision loss.");
  CHECK(minimize(objective{rosenbrock, wrong}, far, {.method = Method::lbfgs}).message ==
        "ABNORMAL_TERMINATION_IN_LNSRCH");
}

TEST_CASE("a function without a lower bound") {
  const auto f = [](const two& x) { return x(0) + 3 * x(1); };
  const auto g = [](const two&) { return pair_of(1, 3); };
  const auto cubic = [](const two& x) { return x(0) * x(0) * x(0) + x(1) * x(1); };
  const auto cubic_slope = [](const two& x) { return pair_of(3 * x(0) * x(0), 2 * x(1)); };
  for (const Method m : every_method) {
    const auto r = minimize(objective{f, g}, far, {.method = m});
    check_consistent(r);
    if (m != Method::newton_cg) CHECK(r.fun < f(far)); // where the Hessian is 0 it finds no direction
    const auto c = minimize(objective{cubic, cubic_slope}, far, {.method = m});
    check_consistent(c);
    CHECK_FALSE(c.fun > cubic(far));
  }
}

TEST_CASE("no iterations allowed") {
  for (const Method m : {Method::bfgs, Method::cg, Method::newton_cg}) {
    const auto r = minimize(objective{rosenbrock, slope}, far, {.method = m, .maxiter = 0});
    CHECK(r.status == 1);
    CHECK(r.nit == 0);
    CHECK(r.nfev == 1);
    CHECK(r.njev == 1);
    CHECK(r.fun == rosenbrock(far));
    CHECK(r.jac(0) == slope(far)(0));
  }
  // as in SciPy the limit is tested after an iteration
  CHECK(minimize(objective{rosenbrock, slope}, far, {.method = Method::lbfgs, .maxiter = 0}).nit == 1);
  CHECK(minimize(objective{rosenbrock, slope}, far, {.method = Method::nelder_mead, .maxiter = 0}).status == 2);
}

TEST_CASE("a start at the optimum") {
  for (const Method m : every_method) {
    const auto r = minimize(objective{rosenbrock, slope}, pair_of(1, 1), {.method = m});
    CHECK(r.success);
    CHECK(r.fun == Approx(0).margin(1e-8));
    if (m != Method::nelder_mead) CHECK(r.nfev <= 2);
  }
}

TEST_CASE("a constant function") {
  for (const Method m : every_method) {
    const auto r =
        minimize(objective{[](const two&) { return 7.0; }, [](const two&) { return two(); }}, far, {.method = m});
    CHECK(r.success);
    CHECK(r.fun == 7);
  }
}

TEST_CASE("one coordinate") {
  using one = Tensor<double, 1>;
  const auto f = [](const one& x) { return (x(0) - 3) * (x(0) - 3) + std::cosh(x(0) - 3); };
  const auto g = [](const one& x) {
    one d;
    d(0) = 2 * (x(0) - 3) + std::sinh(x(0) - 3);
    return d;
  };
  for (const Method m : every_method) {
    const auto r = minimize(objective{f, g}, one(), {.method = m});
    CHECK(r.success);
    CHECK(r.x(0) == Approx(3).margin(1e-3));
  }
}

TEST_CASE("in float") {
  using pair = Tensor<float, 2>;
  const auto f = [](const pair& x) {
    const float a = x(1) - x(0) * x(0), b = 1 - x(0);
    return 100 * a * a + b * b;
  };
  const auto g = [](const pair& x) {
    pair d;
    d(0) = -400 * x(0) * (x(1) - x(0) * x(0)) - 2 * (1 - x(0));
    d(1) = 200 * (x(1) - x(0) * x(0));
    return d;
  };
  const auto h = [](const pair& x) {
    Tensor<float, 2, 2> m;
    m(0, 0) = 1200 * x(0) * x(0) - 400 * x(1) + 2;
    m(0, 1) = m(1, 0) = -400 * x(0);
    m(1, 1) = 200;
    return m;
  };
  for (const Method m : every_method) {
    pair x0;
    x0(0) = -1.2f;
    x0(1) = 1;
    const auto r = minimize(objective{f, g, h}, x0, {.method = m, .gtol = 1e-3});
    INFO(static_cast<int>(m) << " " << r.message);
    CHECK(r.fun < 1e-3f);
    check_consistent(r);
  }
}

TEST_CASE("a callback may stop any method, or only look") {
  for (const Method m : every_method) {
    int seen = 0;
    const auto r = minimize(objective{rosenbrock, slope}, far, {.method = m, .callback = [&](const two& x) {
                                                                  CHECK(std::isfinite(x(0)));
                                                                  return ++seen == 2;
                                                                }});
    CHECK(seen == 2);
    CHECK(r.nit == (m == Method::nelder_mead ? 3 : 2)); // SciPy counts the first simplex
    CHECK(r.status == 99);
    CHECK(r.message == "The callback asked to stop.");
    seen = 0;
    const auto full =
        minimize(objective{rosenbrock, slope}, far, {.method = m, .callback = [&](const two&) { ++seen; }});
    CHECK(full.success);
    CHECK(seen == full.nit - (m == Method::nelder_mead));
  }
}

TEST_CASE("what the function throws passes through") {
  for (const Method m : every_method) {
    int calls = 0;
    const auto f = [&](const two& x) {
      if (++calls == 5) throw std::domain_error("outside");
      return rosenbrock(x);
    };
    CHECK_THROWS_WITH(minimize(objective{f, slope}, far, {.method = m}), "outside");
  }
}

TEST_CASE("a matrix of very many coordinates is declined") {
  constexpr index n = 20000;
  const auto f = [](const auto& x) { return sum(square(x)); };
  const Tensor<double, n> x0 = full<double, n>(1.0);
  for (const Method m : {Method::bfgs, Method::nelder_mead}) {
    const auto r = minimize(f, x0, {.method = m});
    CHECK_FALSE(r.success);
    CHECK(r.message == "minimize: this method keeps a matrix of 20000 x 20000 elements; lbfgs and cg do without");
    CHECK(r.x(7) == 1);
  }
  for (const Method m : {Method::lbfgs, Method::cg, Method::newton_cg}) CHECK(minimize(f, x0, {.method = m}).success);
}

TEST_CASE("Newton's method wants a gradient") {
  CHECK_THROWS_WITH(minimize(rosenbrock, far, {.method = Method::newton_cg}),
                    "minimize: newton_cg needs a gradient, but the function has none: give one with objective{f, g}, "
                    "or let f return a statement of its argument");
}

// counts of SciPy 1.10
TEST_CASE("a trial where the function is nan is followed by shorter ones") {
  using one = Tensor<double, 1>;
  const objective valley{[](const one& x) { return x(0) - 2 * std::log(x(0)); },
                         [](const one& x) {
                           one g;
                           g(0) = 1 - 2 / x(0);
                           return g;
                         }};
  const auto newton = minimize(valley, one(full<double, 1>(4.0)), {.method = Method::newton_cg});
  CHECK(newton.success);
  CHECK(newton.nit == 6);
  CHECK(newton.nfev == 9);
  CHECK(newton.njev == 14);
  const objective wall{[](const one& x) { return x(0) > 0 ? x(0) - 2 * std::log(x(0)) : HUGE_VAL; },
                       [](const one& x) {
                         one g;
                         g(0) = x(0) > 0 ? 1 - 2 / x(0) : std::nan("");
                         return g;
                       }};
  const auto evaluations = [&](Method m) { return minimize(wall, one(full<double, 1>(50.0)), {.method = m}).nfev; };
  CHECK(evaluations(Method::bfgs) == 26);
  CHECK(evaluations(Method::cg) == 28);
  CHECK(evaluations(Method::lbfgs) == 8);
  CHECK(evaluations(Method::newton_cg) == 28);
}

TEST_CASE("Newton's method takes long steps where the function is flat") {
  const auto r = minimize([](const auto& x) { return -sum(cos(x / 50.0)); }, Tensor<double, 1>(full<double, 1>(160.0)),
                          {.method = Method::newton_cg});
  CHECK(r.success);
  CHECK(r.nit == 3);
  CHECK(r.nfev == 14);
  CHECK(r.x(0) == Approx(314.15924597));
}

TEST_CASE("a start that is nan is no success, with bounds either") {
  const auto f = [](const auto& x) { return sum(square(x - 1.0)); };
  for (const Method m : {Method::lbfgs, Method::lbfgsb, Method::bfgs, Method::cg, Method::newton_cg}) {
    minimize_options<double, 2> o{.method = m};
    if (m == Method::lbfgsb) o.lower = full<double, 2>(-9.0);
    const auto r = minimize(f, pair_of(std::nan(""), 1), o);
    check_consistent(r);
    CHECK_FALSE(r.success);
  }
}

TEST_CASE("the distance of differences is Newton's, too") {
  const auto r = minimize(objective{rosenbrock, slope}, pair_of(2, -3), {.method = Method::newton_cg, .eps = 1e-3});
  CHECK(r.status == 3);
  CHECK(r.nit == 6);
  CHECK(r.nfev == 8);
  CHECK(r.njev == 97);
}
