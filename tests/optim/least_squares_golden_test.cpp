// SPDX-License-Identifier: BSL-1.0
// Every recorded case of SciPy's least_squares: results, counts and endings, and how often the functions are called.
#include "least_squares_problems.hpp"

#include <tenon/optim/least_squares.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <fstream>
#include <string>
#include <vector>

// inside the namespace, since <string.h> has a function that is called index, too
namespace tenon::test {
namespace {
using nlohmann::json;

const json& cases() {
  static const json all = json::parse(std::ifstream(GOLDEN_DIRECTORY "/data/least_squares.json"));
  return all;
}
std::vector<double> numbers(const json& tensor) { return tensor.at("data").get<std::vector<double>>(); }
double number(const json& outputs, const char* name) { return numbers(outputs.at(name)).at(0); }

template <class X> double furthest(const X& found, const std::vector<double>& expected) {
  REQUIRE(static_cast<std::size_t>(X::numel) == expected.size());
  double worst = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) worst = std::max(worst, std::fabs(found.data()[i] - expected[i]));
  return worst;
}

// f and J that count their calls
template <class P> struct counted {
  index* calls;
  auto operator()(const Tensor<double, P::N>& x) const {
    ++*calls;
    return P::residuals(x);
  }
};
template <class P> struct counted_jacobian {
  index* calls;
  auto operator()(const Tensor<double, P::N>& x) const {
    ++*calls;
    return P::jacobian(x);
  }
};

template <class P> void check_case(const json& c) {
  constexpr index N = P::N, M = P::M;
  const json &args = c.at("args"), &expected = c.at("outputs");
  LeastSquaresOptions<double, N> o;
  const std::string method = args.at("method");
  REQUIRE((method == "trf" || method == "dogbox" || method == "lm"));
  o.method = method == "trf" ? LeastSquares::trf : method == "dogbox" ? LeastSquares::dogbox : LeastSquares::lm;
  o.ftol = args.at("ftol"), o.xtol = args.at("xtol"), o.gtol = args.at("gtol");
  if (args.at("x_scale") == "jac") o.x_scale = Scaling::jac;
  else o.x_scale = args.at("x_scale").get<double>();
  const auto x0 = Tensor<double, N>::from(numbers(c.at("inputs").at("x0")));

  index f_calls = 0, j_calls = 0;
  const bool differences = args.at("jac") == "2-point", lm = o.method == LeastSquares::lm;
  const auto r = differences ? least_squares(counted<P>{&f_calls}, x0, o)
                             : least_squares(residuals{counted<P>{&f_calls}, counted_jacobian<P>{&j_calls}}, x0, o);

  // counts: exact, or within the range that rounding leaves
  const auto count = [&](const char* name, index found) {
    INFO(name);
    const json& range = c.at("sensitivity").at("ranges").at(name);
    CHECK(found >= range[0].get<index>());
    CHECK(found <= range[1].get<index>());
    if (c.at("sensitivity").at("stable")) CHECK(found == static_cast<index>(number(expected, name)));
  };
  count("nfev", r.nfev);
  if (expected.contains("njev")) count("njev", r.njev);
  else CHECK(r.njev == 0);
  count("status", r.status);
  CHECK(r.success == (r.status > 0));
  if (r.status == static_cast<int>(number(expected, "status")))
    CHECK(r.message == expected.at("message").get<std::string>());
  CHECK(r.nit == 0);
  for (const int active : r.active_mask) CHECK(active == 0);

  // how often the functions were really called
  if (!differences) {
    CHECK(f_calls == r.nfev);
    CHECK(j_calls == (lm ? r.njev + 1 : r.njev));  // lm ends with one Jacobian that does not count
  } else if (lm) CHECK(f_calls == r.nfev + 2 * N); // ... by differences on both sides
  else CHECK(f_calls == r.nfev + N * r.njev);

  // the point, and what belongs to it; where counts vary, the path does
  const double close = c.at("sensitivity").at("stable") ? 1e-9 : 1e-7;
  CHECK(furthest(r.x, numbers(expected.at("x"))) < close);
  CHECK(furthest(r.fun, numbers(expected.at("fun"))) < close);
  CHECK(furthest(r.grad, numbers(expected.at("grad"))) < close);
  CHECK(std::fabs(r.optimality - number(expected, "optimality")) < close);
  const double cost = number(expected, "cost");
  if (c.at("sensitivity").at("stable")) CHECK(std::fabs(r.cost - cost) < 0.1 * cost + 1e-25);
  else CHECK(std::fabs(r.cost - cost) < 1e-15);
  const Tensor<double, M> f = P::residuals(r.x);
  CHECK(furthest(r.fun, std::vector<double>(f.begin(), f.end())) == 0);
}

template <class P> void check_problem(const std::string& problem) {
  int seen = 0;
  for (const json& c : cases()) {
    if (c.at("args").at("problem") != problem) continue;
    ++seen;
    INFO(c.at("name").get<std::string>());
    if (c.at("op") == "least_squares") {
      check_case<P>(c);
      continue;
    }
    // the problem is the recorded one
    const std::vector<double> points = numbers(c.at("inputs").at("points"));
    const std::vector<double> f = numbers(c.at("outputs").at("residuals")), j = numbers(c.at("outputs").at("jacobian"));
    for (index k = 0; k < 3; ++k) {
      const auto x = Tensor<double, P::N>::from(std::span(points).subspan(static_cast<std::size_t>(k * P::N), P::N));
      const auto part = [&](const std::vector<double>& all, index n) {
        return std::vector<double>(all.begin() + k * n, all.begin() + (k + 1) * n);
      };
      CHECK(furthest(P::residuals(x), part(f, P::M)) < 1e-13);
      CHECK(furthest(P::jacobian(x), part(j, P::M * P::N)) < 1e-13);
    }
  }
  CHECK(seen == 10);
}
} // namespace

TEST_CASE("least_squares does as SciPy: rosenbrock", "[optim]") {
  check_problem<Rosenbrock<2>>("rosenbrock2_standard");
  check_problem<Rosenbrock<5>>("rosenbrock5_standard");
  check_problem<Rosenbrock<5>>("rosenbrock5_scipy_docs");
  check_problem<Rosenbrock<10>>("rosenbrock10_standard");
}
TEST_CASE("least_squares does as SciPy: beale", "[optim]") { check_problem<Beale>("beale"); }
TEST_CASE("least_squares does as SciPy: booth", "[optim]") { check_problem<Booth>("booth"); }
TEST_CASE("least_squares does as SciPy: himmelblau", "[optim]") { check_problem<Himmelblau>("himmelblau"); }
TEST_CASE("least_squares does as SciPy: powell_singular", "[optim]") {
  check_problem<PowellSingular>("powell_singular");
}
TEST_CASE("least_squares does as SciPy: wood", "[optim]") { check_problem<Wood>("wood"); }
TEST_CASE("least_squares does as SciPy: trigonometric", "[optim]") { check_problem<Trigonometric>("trigonometric5"); }

} // namespace tenon::test
