// SPDX-License-Identifier: BSL-1.0
// What the tests of operations share: comparison with an oracle in double, and gradients against central
// differences.
#pragma once

#include <tenon/tenon.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

namespace tenon::test {

using namespace tenon::literals;

inline constexpr double inf = std::numeric_limits<double>::infinity();
inline constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

// how far a value of T may lie from an oracle's
template <class T> constexpr double tolerance() { return std::is_same_v<T, float> ? 5e-6 : 1e-12; }

inline bool near(double a, double b, double tolerance) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  if (std::isinf(a) || std::isinf(b)) return a == b;
  return std::abs(a - b) <= tolerance * std::max(1.0, std::abs(b));
}

// every element of an expression, in row-major order
template <tensor_like X> std::vector<double> values_of(const X& x) {
  const auto t = eval(x);
  return std::vector<double>(t.begin(), t.end());
}

inline void check_values(const std::vector<double>& actual, const std::vector<double>& expected, double bound = 1e-12) {
  REQUIRE(actual.size() == expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i) {
    INFO("element " << i << ": " << actual[i] << ", not " << expected[i]);
    CHECK(near(actual[i], expected[i], bound));
  }
}

template <tensor_like X>
void check_values(const X& x, const std::vector<double>& expected, double bound = tolerance<value_of<X>>()) {
  check_values(values_of(x), expected, bound);
}

// numbers between low and high, the same in every run
template <class X> X sample(double low = -2, double high = 2, unsigned seed = 1) {
  std::mt19937 engine(seed);
  std::uniform_real_distribution<double> draw(low, high);
  X x;
  for (auto& v : x) v = static_cast<value_of<X>>(draw(engine));
  return x;
}
// GCC 12 with AVX-512 fills all of {1, 1, 0, 0} with ones: it broadcasts equal elements before zeros. Such
// literals are written the other way round.
template <class X> X filled(const std::vector<value_of<X>>& values) { return X::from(values); }

// what the elements of x receive when every element of f(x) receives 1
template <class T, index... N, class F> std::vector<double> gradient(const Tensor<T, N...>& x, F f) {
  Tensor<T, N...> g;
  const auto y = f(node::leaf<T, row_major_layout<Size<N...>>, true>(x.data(), g.data()));
  using Y = tensor_of<decltype(y)>;
  Y ones;
  for (auto& v : ones) v = 1;
  adjoint<typename Y::layout_type>(y, static_cast<const value_of<Y>*>(ones.data()));
  return std::vector<double>(g.begin(), g.end());
}

// the adjoint of f at x against central differences along a direction of its result
template <index... N, class F> void check_gradient(Tensor<double, N...> x, F f, double bound = 1e-6) {
  Tensor<double, N...> g;
  using leaf = node::leaf<double, row_major_layout<Size<N...>>, true>;
  using Y = tensor_of<decltype(f(leaf(x.data(), g.data())))>;
  const Y direction = sample<Y>(-1, 1, 7);
  adjoint<typename Y::layout_type>(f(leaf(x.data(), g.data())), direction.data());
  const auto value = [&] {
    const Y y = f(leaf(x.data(), g.data()));
    double s = 0;
    for (index i = 0; i < Y::numel; ++i) s += direction.data()[i] * y.data()[i];
    return s;
  };
  for (index i = 0; i < Tensor<double, N...>::numel; ++i) {
    const double at = x.data()[i], h = 1e-6;
    x.data()[i] = at + h;
    const double above = value();
    x.data()[i] = at - h;
    const double below = value();
    x.data()[i] = at;
    const double difference = (above - below) / (2 * h);
    INFO("element " << i << ": the adjoint says " << g.data()[i] << ", differences " << difference);
    CHECK(near(g.data()[i], difference, bound));
  }
}

} // namespace tenon::test
