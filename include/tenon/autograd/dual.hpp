// SPDX-License-Identifier: BSL-1.0
// Numbers that carry a derivative along one direction. A statement of them gives its value and its directional
// derivative; swept backward, its gradient and the derivative of that: the Hessian times the direction (Pearlmutter:
// Fast exact multiplication by the Hessian, Neural Computation 6, 1994).
#pragma once

#include <tenon/simd/math.hpp>

#include <compare>
#include <limits>

namespace tenon {

template <class T> struct dual {
  T value = 0, tangent = 0;

  constexpr dual() = default;
  constexpr dual(T v, T t) : value(v), tangent(t) {}
  template <class U>
    requires std::is_arithmetic_v<U>
  constexpr explicit dual(U v) : value(static_cast<T>(v)) {}
  template <class U> constexpr explicit operator U() const {
    static_assert(std::is_void_v<U>, "hessian: the function mixes element types; detach the parameters that it holds");
    return U();
  }

  friend constexpr dual operator+(dual a, dual b) { return {a.value + b.value, a.tangent + b.tangent}; }
  friend constexpr dual operator-(dual a, dual b) { return {a.value - b.value, a.tangent - b.tangent}; }
  friend constexpr dual operator*(dual a, dual b) {
    return {a.value * b.value, a.tangent * b.value + a.value * b.tangent};
  }
  friend constexpr dual operator/(dual a, dual b) {
    const T q = a.value / b.value; // 0 also where b has grown to infinity, and its tangent with it
    return {q, (a.tangent - (q == T(0) ? T(0) : q * b.tangent)) / b.value};
  }
  friend constexpr dual operator-(dual a) { return {-a.value, -a.tangent}; }
  // What is nothing has no derivative either; the order is that of the values.
  friend constexpr bool operator==(dual a, dual b) { return a.value == b.value && a.tangent == b.tangent; }
  template <class U>
    requires std::is_arithmetic_v<U>
  friend constexpr bool operator==(dual a, U b) {
    return a == dual(b);
  }
  friend constexpr auto operator<=>(dual a, dual b) { return a.value <=> b.value; }

  friend constexpr dual exp(dual x) {
    const T y = at(x, [](auto p) { return simd::exp(p); });
    return x.mapped(y, y);
  }
  friend constexpr dual exp2(dual x) {
    const T y = at(x, [](auto p) { return simd::exp2(p); });
    return x.mapped(y, T(0.693147180559945309417) * y);
  }
  friend constexpr dual expm1(dual x) {
    const T y = at(x, [](auto p) { return simd::expm1(p); });
    return x.mapped(y, y + T(1));
  }
  friend constexpr dual log(dual x) {
    return x.mapped(at(x, [](auto p) { return simd::log(p); }), T(1) / x.value);
  }
  friend constexpr dual log1p(dual x) {
    return x.mapped(at(x, [](auto p) { return simd::log1p(p); }), T(1) / (T(1) + x.value));
  }
  friend constexpr dual sqrt(dual x) {
    const T y = at(x, [](auto p) { return simd::sqrt(p); });
    return x.mapped(y, T(0.5) / y);
  }
  friend constexpr dual sin(dual x) {
    return x.mapped(at(x, [](auto p) { return simd::sin(p); }), at(x, [](auto p) { return simd::cos(p); }));
  }
  friend constexpr dual cos(dual x) {
    return x.mapped(at(x, [](auto p) { return simd::cos(p); }), -at(x, [](auto p) { return simd::sin(p); }));
  }
  friend constexpr dual tanh(dual x) {
    const T y = at(x, [](auto p) { return simd::tanh(p); });
    return x.mapped(y, T(1) - y * y);
  }
  friend constexpr dual sigmoid(dual x) {
    const T y = at(x, [](auto p) { return simd::sigmoid(p); });
    return x.mapped(y, y * (T(1) - y));
  }
  friend constexpr dual erf(dual x) {
    const T bell = at(dual(-(x.value * x.value)), [](auto p) { return simd::exp(p); });
    return x.mapped(at(x, [](auto p) { return simd::erf(p); }), T(1.1283791670955125739) * bell);
  }
  // as pow itself, its derivatives at base 0 are 0 where the formula has no value
  friend constexpr dual pow(dual x, dual e) {
    const auto power = [](T a, T b) { return simd::pow(simd::pack<T, 1>(a), simd::pack<T, 1>(b)).v; };
    const T y = power(x.value, e.value);
    T tangent = 0;
    if (x.tangent != T(0) && e.value != T(0)) tangent += x.tangent * e.value * power(x.value, e.value - T(1));
    if (e.tangent != T(0) && y != T(0)) tangent += e.tangent * y * at(x, [](auto p) { return simd::log(p); });
    return {y, tangent};
  }
  friend constexpr dual abs(dual x) { return x.value < T(0) ? -x : x; }
  friend constexpr dual round(dual x) {
    return dual(at(x, [](auto p) { return simd::round(p); }));
  }
  friend constexpr dual floor(dual x) {
    return dual(at(x, [](auto p) { return simd::floor(p); }));
  }
  friend constexpr dual ceil(dual x) {
    return dual(at(x, [](auto p) { return simd::ceil(p); }));
  }
  // for detach
  friend constexpr dual without_derivatives(dual x) { return dual(x.value); }

private:
  // a function of packs at the value alone
  template <class F> static constexpr T at(dual x, F f) { return f(simd::pack<T, 1>(x.value)).v; }
  // what a function gives whose value is y; where nothing moves an infinite slope does no harm
  constexpr dual mapped(T y, T slope) const { return {y, tangent == T(0) ? T(0) : slope * tangent}; }
};

} // namespace tenon

template <class T> struct std::numeric_limits<tenon::dual<T>> {
  static constexpr bool is_specialized = true, has_infinity = std::numeric_limits<T>::has_infinity;
  static constexpr tenon::dual<T> infinity() { return tenon::dual<T>(std::numeric_limits<T>::infinity()); }
  static constexpr tenon::dual<T> lowest() { return tenon::dual<T>(std::numeric_limits<T>::lowest()); }
  static constexpr tenon::dual<T> max() { return tenon::dual<T>(std::numeric_limits<T>::max()); }
};
