// SPDX-License-Identifier: BSL-1.0
// Functions of one tensor: values against the standard library, slopes against differences, and the edges.
#include "support.hpp"

using namespace tenon;
using namespace tenon::test;

namespace {

// a function of the library beside the standard library's, on 37 numbers of a range
template <class F, class G> void check_function(F f, G g, double low, double high) {
  const auto x = sample<Tensor<float, 37>>(low, high);
  std::vector<double> expected;
  for (const float v : x) expected.push_back(g(static_cast<double>(v)));
  check_values(f(x), expected);

  const auto y = sample<Tensor<double, 37>>(low, high);
  expected.clear();
  for (const double v : y) expected.push_back(g(v));
  check_values(f(y), expected, 1e-13);
}

#define TENON_FUNCTION(name) [](const auto& x) { return tenon::name(x); }

} // namespace

TEST_CASE("functions have the values of the standard library", "[ops]") {
  check_function(TENON_FUNCTION(exp), [](double x) { return std::exp(x); }, -5, 5);
  check_function(TENON_FUNCTION(expm1), [](double x) { return std::expm1(x); }, -2, 2);
  check_function(TENON_FUNCTION(log), [](double x) { return std::log(x); }, 0.01, 9);
  check_function(TENON_FUNCTION(log1p), [](double x) { return std::log1p(x); }, -0.9, 9);
  check_function(TENON_FUNCTION(sqrt), [](double x) { return std::sqrt(x); }, 0, 9);
  check_function(TENON_FUNCTION(rsqrt), [](double x) { return 1 / std::sqrt(x); }, 0.1, 9);
  check_function(TENON_FUNCTION(square), [](double x) { return x * x; }, -3, 3);
  check_function(TENON_FUNCTION(reciprocal), [](double x) { return 1 / x; }, 0.1, 3);
  check_function(TENON_FUNCTION(abs), [](double x) { return std::abs(x); }, -3, 3);
  check_function(TENON_FUNCTION(sign), [](double x) { return x > 0 ? 1.0 : x < 0 ? -1.0 : 0.0; }, -3, 3);
  check_function(TENON_FUNCTION(floor), [](double x) { return std::floor(x); }, -3, 3);
  check_function(TENON_FUNCTION(ceil), [](double x) { return std::ceil(x); }, -3, 3);
  check_function(TENON_FUNCTION(round), [](double x) { return std::nearbyint(x); }, -3, 3);
  check_function(TENON_FUNCTION(erf), [](double x) { return std::erf(x); }, -3, 3);
  check_function(TENON_FUNCTION(sin), [](double x) { return std::sin(x); }, -9, 9);
  check_function(TENON_FUNCTION(cos), [](double x) { return std::cos(x); }, -9, 9);
  check_function(TENON_FUNCTION(tanh), [](double x) { return std::tanh(x); }, -4, 4);
  check_function(TENON_FUNCTION(sigmoid), [](double x) { return 1 / (1 + std::exp(-x)); }, -9, 9);
}

TEST_CASE("slopes are those of the values", "[ops]") {
  const auto any = sample<Tensor<double, 5>>(-3, 3);
  const auto positive = sample<Tensor<double, 5>>(0.3, 3);
  check_gradient(any, TENON_FUNCTION(exp));
  check_gradient(any, TENON_FUNCTION(expm1));
  check_gradient(positive, TENON_FUNCTION(log));
  check_gradient(positive, TENON_FUNCTION(log1p));
  check_gradient(positive, TENON_FUNCTION(sqrt));
  check_gradient(positive, TENON_FUNCTION(rsqrt));
  check_gradient(any, TENON_FUNCTION(square));
  check_gradient(positive, TENON_FUNCTION(reciprocal));
  check_gradient(any, TENON_FUNCTION(abs));
  check_gradient(any, TENON_FUNCTION(erf));
  check_gradient(any, TENON_FUNCTION(sin));
  check_gradient(any, TENON_FUNCTION(cos));
  check_gradient(any, TENON_FUNCTION(tanh));
  check_gradient(any, TENON_FUNCTION(sigmoid));
}

TEST_CASE("values at the edges", "[ops]") {
  const auto x = filled<Tensor<double, 4>>({0, -1, inf, NaN});
  check_values(tenon::log(x), {-inf, NaN, inf, NaN});
  check_values(tenon::sqrt(x), {0, NaN, inf, NaN});
  check_values(rsqrt(x), {inf, NaN, 0, NaN});
  check_values(sign(x), {0, -1, 1, 0});
  check_values(tenon::isnan(x), {0, 0, 0, 1});
  check_values(tenon::isinf(x), {0, 0, 1, 0});
  CHECK(std::signbit(eval(tenon::sqrt(filled<Tensor<double, 1>>({-0.0})))(0)));
}

TEST_CASE("gradients at the edges", "[ops]") {
  CHECK(gradient(filled<Tensor<double, 2>>({0, -0.0}), TENON_FUNCTION(sqrt)) == std::vector<double>{inf, -inf});
  CHECK(gradient(filled<Tensor<double, 2>>({0, NaN}), TENON_FUNCTION(abs)) == std::vector<double>{0, 0});
  CHECK(gradient(filled<Tensor<double, 1>>({40}), TENON_FUNCTION(sigmoid)) == std::vector<double>{0});
  CHECK(gradient(filled<Tensor<double, 2>>({0, -2}), TENON_FUNCTION(log)) == std::vector<double>{inf, -0.5});
}

TEST_CASE("integers become float where results are fractions", "[ops]") {
  const auto n = filled<Tensor<int, 3>>({-1, 0, 4});
  STATIC_REQUIRE(std::is_same_v<value_of<decltype(exp(n))>, float>);
  STATIC_REQUIRE(std::is_same_v<value_of<decltype(square(n))>, int>);
  STATIC_REQUIRE(std::is_same_v<value_of<decltype(tenon::abs(n))>, int>);
  check_values(square(n), {1, 0, 16});
  check_values(tenon::abs(n), {1, 0, 4});
  check_values(sign(n), {-1, 0, 1});
  check_values(sigmoid(n), {1 / (1 + std::exp(1.0)), 0.5, 1 / (1 + std::exp(-4.0))});
  check_values(tenon::isinf(n), {0, 0, 0});
  check_values(tenon::isnan(n), {0, 0, 0});
}
