// SPDX-License-Identifier: BSL-1.0
// gelu and its derivative: their errors over all numbers, far below zero included.
#include "accuracy.hpp"

using namespace tenon;
using namespace tenon::test;

namespace {

// The normal distribution function. Far out it feels what rounding takes from x / sqrt(2), hence the second term.
constexpr auto exact_normal = [](auto x) {
  using wide = decltype(x);
  const wide root = std::sqrt(wide(0.5)), root_low = std::fma(-root, root, wide(0.5)) / (2 * root);
  const wide z = -x * root, z_low = std::fma(-x, root, -z) - x * root_low;
  if (!(std::abs(z) < 40)) return z > 0 ? wide(0) : z < 0 ? wide(1) : z; // nan
  return (std::erfc(z) - wide(1.12837916709551257390L) * std::exp(-z * z) * z_low) / 2;
};
constexpr auto exact_gelu = [](auto x) {
  using wide = decltype(x);
  return std::isinf(x) && x < 0 ? wide(-0.0) : x * exact_normal(x);
};

template <class T> void check_slope(double most) {
  for (double x = -45; x < 45; x += 1. / 128) {
    const long double v = x, exact = exact_normal(v) + v * std::exp(-v * v / 2) * 0.39894228040143267794L;
    CAPTURE(x);
    CHECK(std::abs(static_cast<long double>(gelu_slope(pack<T, native_lanes<T>>(static_cast<T>(x)))[0]) - exact) <=
          most);
  }
  constexpr T infinity = std::numeric_limits<T>::infinity();
  const auto slope = [](T x) { return gelu_slope(pack<T, 1>(x))[0]; };
  CHECK(slope(0) == T(0.5));
  CHECK(slope(infinity) == 1);
  CHECK(slope(-infinity) == 0);
  CHECK(std::isnan(slope(std::numeric_limits<T>::quiet_NaN())));
}

} // namespace

TEST_CASE("gelu", "[simd][accuracy]") {
  require_accuracy<float>("gelu", 2, [](auto p) { return gelu(p); }, exact_gelu);
  require_accuracy<double>("gelu", 2, [](auto p) { return gelu(p); }, exact_gelu);
}

TEST_CASE("the derivative of gelu", "[simd][accuracy]") {
  check_slope<float>(2e-7);
  check_slope<double>(4e-16);
}
