// SPDX-License-Identifier: BSL-1.0
// Standard problems as expressions, from which gradients and Hessians follow. Moré, Garbow, Hillstrom: Testing
// unconstrained optimization software, ACM TOMS 7 (1981).
#pragma once

#include <tenon/tenon.hpp>

#include <cmath>

namespace bench {

using namespace tenon;
using namespace tenon::literals;

// element I of a vector
template <int I, class X> auto element(const X& x) { return select(x, 0_c, c<I>); }

template <index N> struct rosenbrock {
  static constexpr const char* name = N == 2 ? "rosenbrock2" : N == 5 ? "rosenbrock5" : "rosenbrock10";
  static Tensor<double, N> start() {
    Tensor<double, N> x;
    for (index i = 0; i < N; ++i) x(i) = i % 2 == 0 ? -1.2 : 1;
    return x;
  }
  template <class X> auto operator()(const X& x) const {
    const auto a = narrow(x, 0_c, 0_c, c<N - 1>), b = narrow(x, 0_c, 1_c, c<N - 1>);
    return sum(square(b - square(a)) * 100.0 + square(1.0 - a));
  }
};
struct rosenbrock_docs : rosenbrock<5> {
  static constexpr const char* name = "rosenbrock5, docs";
  static auto start() { return tensor({1.3, 0.7, 0.8, 1.9, 1.2}); }
};
struct beale {
  static constexpr const char* name = "beale";
  static auto start() { return tensor({1.0, 1.0}); }
  template <class X> auto operator()(const X& x) const {
    const auto a = element<0>(x), b = element<1>(x);
    return square(1.5 - a * (1.0 - b)) + square(2.25 - a * (1.0 - b * b)) + square(2.625 - a * (1.0 - b * b * b));
  }
};
struct booth {
  static constexpr const char* name = "booth";
  static auto start() { return tensor({0.0, 0.0}); }
  template <class X> auto operator()(const X& x) const {
    const auto a = element<0>(x), b = element<1>(x);
    return square(a + 2.0 * b - 7.0) + square(2.0 * a + b - 5.0);
  }
};
struct himmelblau {
  static constexpr const char* name = "himmelblau";
  static auto start() { return tensor({1.0, 1.0}); }
  template <class X> auto operator()(const X& x) const {
    const auto a = element<0>(x), b = element<1>(x);
    return square(a * a + b - 11.0) + square(a + b * b - 7.0);
  }
};
struct powell_singular {
  static constexpr const char* name = "powell singular";
  static auto start() { return tensor({3.0, -1.0, 0.0, 1.0}); }
  template <class X> auto operator()(const X& x) const {
    const auto a = element<0>(x), b = element<1>(x), d = element<2>(x), e = element<3>(x);
    return square(a + 10.0 * b) + 5.0 * square(d - e) + square(square(b - 2.0 * d)) + 10.0 * square(square(a - e));
  }
};
struct wood {
  static constexpr const char* name = "wood";
  static auto start() { return tensor({-3.0, -1.0, -3.0, -1.0}); }
  template <class X> auto operator()(const X& x) const {
    const auto a = element<0>(x), b = element<1>(x), d = element<2>(x), e = element<3>(x);
    return 100.0 * square(b - a * a) + square(1.0 - a) + 90.0 * square(e - d * d) + square(1.0 - d) +
           10.0 * square(b + e - 2.0) + 0.1 * square(b - e);
  }
};
struct trigonometric {
  static constexpr const char* name = "trigonometric";
  static constexpr index n = 5;
  static auto start() { return full<double, n>(1.0 / n); }
  template <class X> auto operator()(const X& x) const {
    static const Tensor<double, n> number = arange<double, n>() + 1.0;
    return sum(square(static_cast<double>(n) - sum(cos(x)) + number * (1.0 - cos(x)) - sin(x)));
  }
};

} // namespace bench
