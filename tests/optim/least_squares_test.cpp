// SPDX-License-Identifier: BSL-1.0
// Where the Jacobian comes from, bounds, robust losses, options, and what goes wrong.
#include "least_squares_problems.hpp"

#include <tenon/optim.hpp>
#include <tenon/optim/least_squares/print.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <optional>
#include <sstream>

using namespace tenon;
using namespace tenon::literals;
using namespace tenon::test;

namespace {
constexpr double inf = std::numeric_limits<double>::infinity();
constexpr LeastSquares all_methods[] = {LeastSquares::trf, LeastSquares::dogbox, LeastSquares::lm};
constexpr LeastSquares bounded_methods[] = {LeastSquares::trf, LeastSquares::dogbox};

const auto rosenbrock = residuals{&Rosenbrock<2>::residuals, &Rosenbrock<2>::jacobian};
const auto start = tensor({-1.2, 1.0});
} // namespace

TEST_CASE("the tape, differences and a function give the same Jacobian", "[optim]") {
  const auto f = [](const auto& p) {
    return select(p, 0_c, 0_c) * exp(select(p, 0_c, 1_c) * arange<double, 6>(0, -0.5)) -
           exp(arange<double, 6>(0, -0.35)) * 3;
  };
  const auto jacobian = [](const Tensor<double, 2>& p) {
    Tensor<double, 6, 2> j;
    for (index i = 0; i < 6; ++i) {
      const double t = 0.5 * static_cast<double>(i);
      j(i, 0) = std::exp(-p(1) * t);
      j(i, 1) = -t * p(0) * std::exp(-p(1) * t);
    }
    return j;
  };
  const auto x0 = tensor({1.0, 1.0});
  for (const auto method : all_methods) {
    const auto given = least_squares(residuals{f, jacobian}, x0, {.method = method});
    const auto by_tape = least_squares(residuals{f, taped{}}, x0, {.method = method});
    const auto two = least_squares(f, x0, {.method = method});
    const auto three = least_squares(f, x0, {.method = method, .jac = Differences::three_point});
    for (index j = 0; j < 2; ++j) {
      CHECK(given.x(j) == Approx(j == 0 ? 3 : 0.7).epsilon(1e-8));
      for (const auto& other : {by_tape, two, three}) CHECK(other.x(j) == Approx(given.x(j)).epsilon(1e-7));
      for (index i = 0; i < 6; ++i) {
        CHECK(by_tape.jac(i, j) == Approx(given.jac(i, j)).margin(1e-8));
        CHECK(two.jac(i, j) == Approx(given.jac(i, j)).margin(1e-6));
        CHECK(three.jac(i, j) == Approx(given.jac(i, j)).margin(1e-8));
      }
    }
    CHECK(by_tape.nfev == given.nfev);
    CHECK(by_tape.njev == given.njev);
  }
}

TEST_CASE("the tape of statements, beside a tape of the user's", "[optim]") {
  const auto f = [](const Parameter<double, 2>& p) {
    Variable s = square(p);
    return s * 2 + p - 3;
  };
  Parameter<double, 1> bystander = tensor({2.0});
  Tape tape;
  Variable before = square(bystander);
  const auto r = least_squares(residuals{f, taped{}}, tensor({0.5, 2.0}));
  for (const double v : r.x) CHECK(v == Approx(1)); // 2 x^2 + x = 3
  Variable after = sum(before);
  tape.backward(after);
  CHECK(bystander.grad()(0) == 4);
}

TEST_CASE("a function may keep what it has computed once, and name what it returns", "[optim]") {
  std::optional<Variable<double, Size<2>>> kept;
  const auto f = [&](const auto& p) {
    if (!kept) kept.emplace(exp(tensor({0.0, 1.0})));
    const Variable s = square(p);
    return s * *kept - *kept * 4;
  };
  for (const double x : least_squares(residuals{f, taped{}}, tensor({0.5, 1.0})).x) CHECK(x == Approx(2));
  CHECK(kept->value()(1) == Approx(std::exp(1.0)));
  for (const double x : least_squares(f, tensor({0.5, 1.0})).x) CHECK(x == Approx(2));
}

TEST_CASE("a solution at a bound", "[optim]") {
  // SciPy's own example: Rosenbrock with x1 >= 1.5 ends at (1.2247..., 1.5), since x0^2 = x1 and x0 > 1
  for (const auto method : bounded_methods) {
    const auto r =
        least_squares(rosenbrock, tensor({2.0, 2.0}), {.method = method, .bounds = {.lower = tensor({-inf, 1.5})}});
    CHECK(r.success);
    CHECK(r.x(0) == Approx(1.22437075).epsilon(1e-6));
    CHECK(r.x(1) == Approx(1.5).epsilon(1e-8));
    CHECK(r.x(1) >= 1.5);
    CHECK(r.active_mask(0) == 0);
    CHECK(r.active_mask(1) == -1);
    CHECK(r.cost == Approx(0.025213093946805).epsilon(1e-6));
  }
}

TEST_CASE("no step leaves the bounds, differences included", "[optim]") {
  for (const auto method : bounded_methods)
    for (const auto jac : {Differences::two_point, Differences::three_point}) {
      const Tensor<double, 2> lower = tensor({-2.0, -0.5}), upper = tensor({0.8, 3.0});
      bool left = false;
      const auto f = [&](const Tensor<double, 2>& x) {
        for (index j = 0; j < 2; ++j) left = left || x(j) < lower(j) || x(j) > upper(j);
        return Rosenbrock<2>::residuals(x);
      };
      const auto r = least_squares(f, tensor({-2.0, 3.0}),
                                   {.method = method, .jac = jac, .bounds = {.lower = lower, .upper = upper}});
      CHECK_FALSE(left);
      CHECK(r.success);
      CHECK(r.x(0) == Approx(0.8).epsilon(1e-6)); // the least on x0 = 0.8 is at x1 = 0.64
      CHECK(r.x(1) == Approx(0.64).epsilon(1e-5));
      CHECK(r.active_mask(0) == 1);
      CHECK(r.active_mask(1) == 0);
      CHECK(r.cost == Approx(0.02).epsilon(1e-4));
    }
}

TEST_CASE("linear least squares in a box, against every choice of active bounds", "[optim]") {
  Generator generator{5};
  int stuck = 0;
  for (int round = 0; round < 20; ++round) {
    const Tensor<double, 5, 3> a = randn(generator);
    const Tensor<double, 5> b = randn(generator);
    const auto cost = [&](const Tensor<double, 3>& x) {
      double s = 0;
      for (index i = 0; i < 5; ++i) {
        double r = -b(i);
        for (index j = 0; j < 3; ++j) r += a(i, j) * x(j);
        s += r * r / 2;
      }
      return s;
    };
    // the best of all feasible points that are least with some variables at -0.1 or 0.2: normal equations by Cramer
    double best = inf;
    for (int choice = 0; choice < 27; ++choice) {
      const int at[] = {choice % 3, choice / 3 % 3, choice / 9};
      Tensor<double, 5, 3> free = a;
      Tensor<double, 5> rest = b;
      Tensor<double, 3> x;
      for (index j = 0; j < 3; ++j) {
        if (at[j] == 0) continue;
        x(j) = at[j] == 1 ? -0.1 : 0.2;
        for (index i = 0; i < 5; ++i) rest(i) -= a(i, j) * x(j), free(i, j) = 0;
      }
      const Tensor<double, 3> y = linalg::lstsq(free, rest);
      bool feasible = true;
      for (index j = 0; j < 3; ++j) {
        if (at[j] == 0) x(j) = y(j);
        feasible = feasible && x(j) >= -0.1 && x(j) <= 0.2;
      }
      if (feasible) best = std::min(best, cost(x));
    }
    const auto f = [&](const Tensor<double, 3>& x) { return matmul(a, x) - b; };
    for (const auto method : bounded_methods) {
      const auto r = least_squares(residuals{f, [&](const auto&) { return a; }}, zeros<double, 3>(),
                                   {.method = method,
                                    .bounds = {.lower = full<double, 3>(-0.1), .upper = full<double, 3>(0.2)},
                                    .ftol = 1e-14,
                                    .xtol = 1e-14,
                                    .gtol = 1e-12});
      CHECK(r.cost >= best * (1 - 1e-12));
      // dogbox crawls, and ends by ftol and xtol, where the gradient leads away from a bound and the Gauss-Newton step
      // out of it; so does SciPy's
      const bool arrived = method == LeastSquares::trf || r.status == 1;
      if (arrived) CHECK(r.cost == Approx(best).epsilon(1e-7));
      stuck += !arrived;
    }
  }
  CHECK(stuck <= 1);
}

TEST_CASE("robust losses: cost and gradient by their formulas, and an outlier that is outvoted", "[optim]") {
  // x is fitted to 1, 1, 1, 1 and 100
  const auto f = [](const Tensor<double, 1>& x) {
    Tensor<double, 5> r;
    for (index i = 0; i < 5; ++i) r(i) = x(0) - (i == 4 ? 100 : 1);
    return r;
  };
  const auto jacobian = [](const Tensor<double, 1>&) { return ones<double, 5, 1>(); };
  constexpr double scale = 0.5;
  const auto rho = [](RobustLoss loss, double z) {
    switch (loss) {
    case RobustLoss::linear:
      return z;
    case RobustLoss::soft_l1:
      return 2 * (std::sqrt(1 + z) - 1);
    case RobustLoss::huber:
      return z <= 1 ? z : 2 * std::sqrt(z) - 1;
    case RobustLoss::cauchy:
      return std::log(1 + z);
    default:
      return std::atan(z);
    }
  };
  for (const auto method : bounded_methods)
    for (const auto loss :
         {RobustLoss::linear, RobustLoss::soft_l1, RobustLoss::huber, RobustLoss::cauchy, RobustLoss::arctan}) {
      const auto cost = [&](double x) {
        double s = 0;
        for (const double y : {1.0, 1.0, 1.0, 1.0, 100.0}) s += rho(loss, (x - y) * (x - y) / (scale * scale));
        return scale * scale * s / 2;
      };
      const auto r =
          least_squares(residuals{f, jacobian}, tensor({0.5}), {.method = method, .loss = loss, .f_scale = scale});
      CHECK(r.success);
      CHECK(r.cost == Approx(cost(r.x(0))).epsilon(1e-12));
      CHECK(r.grad(0) == Approx((cost(r.x(0) + 1e-5) - cost(r.x(0) - 1e-5)) / 2e-5).margin(1e-7));
      CHECK(r.fun(4) == r.x(0) - 100);
      if (loss == RobustLoss::linear) CHECK(r.x(0) == Approx(20.8)); // the mean
      else CHECK(std::fabs(r.x(0) - 1) < 0.2);
      // away from the minimum, too: the cost and the gradient at the start
      const auto first = least_squares(residuals{f, jacobian}, tensor({3.0}),
                                       {.method = method, .loss = loss, .f_scale = scale, .max_nfev = 1});
      CHECK(first.status == 0);
      CHECK(first.cost == Approx(cost(3)).epsilon(1e-12));
      CHECK(first.grad(0) == Approx((cost(3 + 1e-5) - cost(3 - 1e-5)) / 2e-5).epsilon(1e-7));
    }
}

TEST_CASE("one residual, fewer residuals than variables, and float", "[optim]") {
  const auto circle = [](const auto& x) { return unsqueeze(sum(square(x)) - 1, 0_c); };
  for (const auto method : bounded_methods) {
    const auto r = least_squares(circle, tensor({3.0, 4.0}), {.method = method});
    CHECK(r.success);
    CHECK(std::hypot(r.x(0), r.x(1)) == Approx(1).epsilon(1e-7));
  }
  for (const auto method : all_methods) {
    const auto r =
        least_squares([](const Tensor<float, 2>& x) { return x * x - 2; }, tensor({1.f, 3.f}), {.method = method});
    CHECK(r.success);
    for (const float v : r.x) CHECK(v == Approx(std::sqrt(2.f)).epsilon(1e-3));
  }
}

TEST_CASE("the evaluations that are allowed are made, and no more", "[optim]") {
  for (const auto method : all_methods)
    for (const index most : {1, 2, 7}) {
      index calls = 0;
      const auto f = [&](const Tensor<double, 2>& x) {
        ++calls;
        return Rosenbrock<2>::residuals(x);
      };
      const auto r = least_squares(residuals{f, &Rosenbrock<2>::jacobian}, start, {.method = method, .max_nfev = most});
      CHECK(r.status == 0);
      CHECK_FALSE(r.success);
      CHECK(std::string(r.message) == "The maximum number of function evaluations is exceeded.");
      // MINPACK looks at the limit after the first step
      CHECK(r.nfev == (method == LeastSquares::lm ? std::max<index>(most, 2) : most));
      CHECK(calls == r.nfev);
    }
}

TEST_CASE("zero residuals at the start end at once", "[optim]") {
  for (const auto method : all_methods) {
    const auto r = least_squares(rosenbrock, tensor({1.0, 1.0}), {.method = method});
    CHECK(r.status == 1);
    CHECK(r.nfev == 1);
    CHECK(r.njev == 1);
    CHECK(r.cost == 0);
    CHECK(r.x(0) == 1);
  }
}

TEST_CASE("residuals that are not finite are stepped away from, but not started from", "[optim]") {
  const auto f = [](const Tensor<double, 1>& x) {
    Tensor<double, 1> r;
    r(0) = std::log(x(0)); // nan below 0: the first full step from 5 leads there
    return r;
  };
  for (const auto method : all_methods) {
    const auto r = least_squares(f, tensor({5.0}), {.method = method});
    CHECK(r.success);
    CHECK(r.x(0) == Approx(1).epsilon(1e-6));
    const auto none = least_squares(f, tensor({0.0}), {.method = method});
    CHECK(none.status == -1);
    CHECK(!none.success);
    CHECK(none.message == "Residual 0 is -inf at the starting point.");
    CHECK(none.x(0) == 0);
  }
}

TEST_CASE("a wrong Jacobian ends, without success", "[optim]") {
  const auto opposite = [](const Tensor<double, 2>& x) {
    auto j = Rosenbrock<2>::jacobian(x);
    for (double& v : j) v = -v;
    return j;
  };
  for (const auto method : all_methods) {
    const auto r = least_squares(residuals{&Rosenbrock<2>::residuals, opposite}, start, {.method = method});
    CHECK(r.cost == Approx(12.1)); // (4.4^2 + 2.2^2) / 2: no step was better
    CHECK(r.x(0) == -1.2);
    CHECK(r.njev == 1);
    const auto nan = [](const Tensor<double, 2>&) { return full<double, 2, 2>(std::nan("")); };
    const auto none = least_squares(residuals{&Rosenbrock<2>::residuals, nan}, start, {.method = method});
    CHECK(none.status == -1);
    CHECK(none.message ==
          "The Jacobian is not finite: the derivative of residual 0 with respect to variable 0 is nan.");
    CHECK(none["cost"_k] == Approx(12.1));
    // later on, the best point is kept
    const auto far = [](const Tensor<double, 2>& x) {
      return x(0) > 0 ? full<double, 2, 2>(std::nan("")) : Rosenbrock<2>::jacobian(x);
    };
    const auto some = least_squares(residuals{&Rosenbrock<2>::residuals, far}, start, {.method = method});
    CHECK(some.status == -1);
    CHECK(some.x(0) > 0);
    CHECK(some.cost < 12.1);
  }
}

TEST_CASE("a Jacobian of lower rank", "[optim]") {
  // x0 + x1 = 3 twice: many solutions
  const auto f = [](const Tensor<double, 2>& x) {
    Tensor<double, 2> r;
    r(0) = r(1) = x(0) + x(1) - 3;
    return r;
  };
  for (const auto method : all_methods) {
    const auto r = least_squares(residuals{f, [](const auto&) { return ones<double, 2, 2>(); }}, tensor({0.0, 1.0}),
                                 {.method = method});
    CHECK(r.success);
    CHECK(r.x(0) + r.x(1) == Approx(3));
  }
}

TEST_CASE("wrong options are sentences", "[optim]") {
  const auto message = [](LeastSquaresOptions<double, 2> o) -> std::string {
    try {
      least_squares(rosenbrock, start, o);
    } catch (const std::invalid_argument& e) {
      return e.what();
    }
    return "nothing";
  };
  const auto lm = LeastSquares::lm;
  CHECK(message({.method = lm, .loss = RobustLoss::huber}) ==
        "least_squares: lm knows the linear loss only; trf and dogbox know the others");
  CHECK(message({.method = lm, .bounds = {.lower = tensor({-5.0, -5.0})}}) ==
        "least_squares: lm knows no bounds; trf and dogbox do");
  CHECK(message({.bounds = {.lower = tensor({1.0, 1.0}), .upper = tensor({2.0, 1.0})}}) ==
        "least_squares: x0 is infeasible: variable 0 is -1.200000, outside its bounds 1.000000 and 2.000000");
  CHECK(message({.bounds = {.lower = tensor({-2.0, 1.0}), .upper = tensor({2.0, 1.0})}}) ==
        "least_squares: the lower bound 1.000000 of variable 1 is not below its upper bound 1.000000");
  CHECK(message({.x_scale = tensor({1.0, 0.0})}) ==
        "least_squares: x_scale of variable 1 is 0.000000; it must be positive");
  CHECK(message({.f_scale = -1}) == "least_squares: f_scale is -1.000000; it must be positive");
  CHECK(message({.max_nfev = -1}) == "least_squares: max_nfev is -1; it must be positive, or 0 for the default");
  CHECK(message({.ftol = 0, .xtol = 0, .gtol = 0}) ==
        "least_squares: one of ftol, xtol and gtol must be 2.220446e-16 or more");
  CHECK(message({.method = lm, .gtol = 0}) == "least_squares: all of ftol, xtol and gtol must be 2.220446e-16 or more");
  CHECK(message({.ftol = 0, .gtol = 0}) == "nothing");
  CHECK_THROWS_WITH(
      least_squares([](const Tensor<double, 2>& x) { return unsqueeze(sum(x), 0_c); }, start, {.method = lm}),
      "least_squares: lm needs at least as many residuals as variables; there are 1 and 2");
}

TEST_CASE("a result prints as SciPy's", "[optim]") {
  std::ostringstream out;
  out << least_squares(residuals{&Booth::residuals, &Booth::jacobian}, tensor({0.0, 0.0}), {.max_nfev = 1});
  CHECK(out.str() == R"(     message: The maximum number of function evaluations is exceeded.
     success: False
      status: 0
         fun: [-7.000e+00 -5.000e+00]
           x: [ 0.000e+00  0.000e+00]
        cost: 37.0
         jac: [[ 1.000e+00  2.000e+00]
               [ 2.000e+00  1.000e+00]]
        grad: [-1.700e+01 -1.900e+01]
  optimality: 19.0
 active_mask: [0 0]
        nfev: 1
        njev: 1)");
  // arrays of more than twelve elements by their edges, lines of 62 characters
  LeastSquaresResult<double, 7, 2> r;
  for (index i = 0; i < 7; ++i) r.fun(i) = static_cast<double>(i) - 1;
  r.fun(6) = inf;
  r.cost = 1e-5;
  r.active_mask(0) = -1;
  out.str("");
  out << r;
  CHECK(out.str().find("fun: [-1.000e+00  0.000e+00  1.000e+00  2.000e+00  3.000e+00\n"
                       "                4.000e+00        inf]\n") != std::string::npos);
  CHECK(out.str().find("jac: [[ 0.000e+00  0.000e+00]\n"
                       "               [ 0.000e+00  0.000e+00]\n"
                       "               ...\n"
                       "               [ 0.000e+00  0.000e+00]\n"
                       "               [ 0.000e+00  0.000e+00]]\n") != std::string::npos);
  CHECK(out.str().find("cost: 1e-05\n") != std::string::npos);
  CHECK(out.str().find("active_mask: [-1  0]\n") != std::string::npos);
}
