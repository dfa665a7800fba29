// SPDX-License-Identifier: BSL-1.0
// Activations: values against formulas in double, slopes against differences, and what PyTorch and tenon do
// at the edges.
#include "support.hpp"

using namespace tenon;
using namespace tenon::test;

namespace {

template <class F, class G> void check_activation(F f, G g) {
  const auto x = sample<Tensor<float, 37>>(-6, 6);
  std::vector<double> expected;
  for (const float v : x) expected.push_back(g(static_cast<double>(v)));
  check_values(f(x), expected);
  const auto y = sample<Tensor<double, 37>>(-6, 6);
  expected.clear();
  for (const double v : y) expected.push_back(g(v));
  check_values(f(y), expected);
  check_gradient(sample<Tensor<double, 6>>(-3, 3), f);
}

constexpr auto sigma = [](double x) { return 1 / (1 + std::exp(-x)); };
constexpr double third = 1.0 / 3;

#define TENON_FUNCTION(name) [](const auto& x) { return tenon::name(x); }

} // namespace

TEST_CASE("activations are their formulas", "[ops]") {
  check_activation(TENON_FUNCTION(relu), [](double x) { return std::max(x, 0.0); });
  check_activation(TENON_FUNCTION(gelu), [](double x) { return x * 0.5 * std::erfc(-x / std::sqrt(2)); });
  check_activation(TENON_FUNCTION(gelu_tanh), [](double x) {
    return 0.5 * x * (1 + std::tanh(std::sqrt(2 / std::acos(-1)) * (x + 0.044715 * x * x * x)));
  });
  check_activation(TENON_FUNCTION(silu), [](double x) { return x * sigma(x); });
  check_activation(TENON_FUNCTION(softplus), [](double x) { return std::log1p(std::exp(x)); });
  check_activation(TENON_FUNCTION(logsigmoid), [](double x) { return -std::log1p(std::exp(-x)); });
  check_activation(TENON_FUNCTION(leaky_relu), [](double x) { return x > 0 ? x : 0.01 * x; });
  check_activation(TENON_FUNCTION(elu), [](double x) { return x > 0 ? x : std::expm1(x); });
  check_activation([](const auto& x) { return leaky_relu(x, 0.2); }, [](double x) { return x > 0 ? x : 0.2 * x; });
  check_activation([](const auto& x) { return elu(x, 1.5); }, [](double x) { return x > 0 ? x : 1.5 * std::expm1(x); });
  check_activation([](const auto& x) { return clamp(x, -1, third); },
                   [](double x) { return std::min(std::max(x, -1.0), third); });
}

TEST_CASE("the slope of elu far below zero", "[ops]") {
  const auto slope = gradient(filled<Tensor<float, 2>>({-20, -80}), [](const auto& x) { return elu(x, 3.0); });
  CHECK(slope[0] == Approx(3 * std::exp(-20.0)));
  CHECK(slope[1] == Approx(3 * std::exp(-80.0)).epsilon(1e-5));
}

TEMPLATE_TEST_CASE("relu: nan stays, with gradient 1; the gradient at 0 is 0", "[ops]", float, double) {
  using T = TestType;
  const auto x = filled<Tensor<T, 4>>({T(NaN), T(0), T(-2), T(inf)});
  check_values(relu(x), {NaN, 0, 0, inf});
  CHECK(gradient(x, TENON_FUNCTION(relu)) == std::vector<double>{1, 0, 0, 1});
}

TEMPLATE_TEST_CASE("gelu and silu far from zero", "[ops]", float, double) {
  using T = TestType;
  const auto x = filled<Tensor<T, 4>>({T(-inf), T(-3e30), T(3e30), T(inf)});
  for (const auto& y : {Tensor<T, 4>(gelu(x)), Tensor<T, 4>(gelu_tanh(x)), Tensor<T, 4>(silu(x))}) {
    check_values(y, {0, 0, static_cast<double>(T(3e30)), inf});
    CHECK(std::signbit(y(0)));
  }
  const std::vector<double> slopes{0, 0, 1, 1};
  CHECK(gradient(x, TENON_FUNCTION(gelu)) == slopes);
  CHECK(gradient(x, TENON_FUNCTION(gelu_tanh)) == slopes);
  CHECK(gradient(x, TENON_FUNCTION(silu)) == slopes);
}

TEMPLATE_TEST_CASE("softplus is its argument above 20, logsigmoid never overflows", "[ops]", float, double) {
  using T = TestType;
  check_values(softplus(filled<Tensor<T, 4>>({T(21), T(1e4), T(-1e4), T(NaN)})), {21, 1e4, 0, NaN});
  check_values(logsigmoid(filled<Tensor<T, 4>>({T(1e4), T(-1e4), T(0), T(NaN)})), {0, -1e4, -std::log(2.0), NaN});
}

TEST_CASE("clamp: bounds are inclusive, nan has no gradient", "[ops]") {
  const auto x = filled<Tensor<double, 5>>({-1, 1, -1.5, 2, NaN});
  check_values(clamp(x, -1, 1), {-1, 1, -1, 1, NaN});
  CHECK(gradient(x, [](const auto& v) { return clamp(v, -1, 1); }) == std::vector<double>{1, 1, 0, 0, 0});
  // tensors as bounds; integers beside fractions
  const auto low = filled<Tensor<double, 1>>({-1.25});
  check_values(clamp(x, low, 1.5), {-1, 1, -1.25, 1.5, NaN});
  STATIC_REQUIRE(std::is_same_v<value_of<decltype(clamp(Tensor<int, 2>(), 0.5, 1.5))>, float>);
}
