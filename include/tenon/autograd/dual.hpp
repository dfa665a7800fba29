// SPDX-License-Identifier: BSL-1.0
// Numbers that carry a derivative along one direction. A statement of them gives its value and its directional
// derivative; swept backward, its gradient and the derivative of that: the Hessian times the direction (Pearlmutter:
// Fast exact multiplication by the Hessian, Neural Computation 6, 1994).
#pragma once

#include <tenon/ops/elementwise.hpp>

#include <compare>
#include <limits>

namespace tenon {

template <class T> struct dual {
  using primal = T;
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
  // comparisons are those of the values
  friend constexpr bool operator==(dual a, dual b) { return a.value == b.value; }
  template <class U>
    requires std::is_arithmetic_v<U>
  friend constexpr bool operator==(dual a, U b) {
    return a == dual(b);
  }
  friend constexpr auto operator<=>(dual a, dual b) { return a.value <=> b.value; }
  friend constexpr bool vanishes(dual x) { return x.value == T(0) && x.tangent == T(0); }

  // An elementwise function of numbers: its value is that of their values, its tangent what its derivatives make of
  // theirs, so that corners and ties count forward as they do backward. A function that gives no derivatives, but has
  // them, is computed as it is written.
  template <class Op, class... P> static constexpr auto map(P... a) {
    constexpr bool tangents = (carries_tangent<typename P::value_type> || ...);
    if constexpr (!tangents || (op_differentiable<Op> && !gives_derivatives<Op, simd::pack<T, 1>, primal_pack<P>...>))
      return Op::value(a...);
    else {
      const simd::pack<T, 1> y = Op::value(primal_part(a)...);
      dual result(y.v, 0);
      if constexpr (op_differentiable<Op>)
        [&]<int... I>(std::integer_sequence<int, I...>) {
          (result.template receive<Op, I>(a, y, primal_part(a)...), ...);
        }(std::make_integer_sequence<int, sizeof...(P)>());
      return simd::pack<dual, 1>(result);
    }
  }

  // what the derivatives of functions are written in
  friend constexpr dual exp(dual x) { return of<exp_op>(x); }
  friend constexpr dual exp2(dual x) { return exp(x * dual(T(0.693147180559945309417))); }
  friend constexpr dual log(dual x) { return of<log_op>(x); }
  friend constexpr dual log1p(dual x) { return of<log1p_op>(x); }
  friend constexpr dual sin(dual x) { return of<sin_op>(x); }
  friend constexpr dual cos(dual x) { return of<cos_op>(x); }
  friend constexpr dual erf(dual x) { return of<erf_op>(x); }
  friend constexpr dual abs(dual x) { return of<abs_op>(x); }
  friend constexpr dual pow(dual x, dual e) { return of<pow_op>(x, e); }

private:
  template <class P> using primal_pack = simd::pack<primal_of<typename P::value_type>, 1>;
  template <class P> static constexpr primal_pack<P> primal_part(P p) {
    if constexpr (carries_tangent<typename P::value_type>) return primal_pack<P>(p.v.value);
    else return p;
  }
  // adds what operand I moves; where it does not move an infinite slope does no harm
  template <class Op, int I, class X, class... P> constexpr void receive(X x, simd::pack<T, 1> y, P... a) {
    if constexpr (carries_tangent<typename X::value_type>)
      if (x.v.tangent != T(0)) tangent += pull_through<Op, I>(simd::pack<T, 1>(x.v.tangent), y, a...).v;
  }
  template <class Op, class... D> static constexpr dual of(D... x) { return map<Op>(simd::pack<dual, 1>(x)...).v; }
};

} // namespace tenon

template <class T> struct std::numeric_limits<tenon::dual<T>> {
  static constexpr bool is_specialized = true, has_infinity = std::numeric_limits<T>::has_infinity;
  static constexpr tenon::dual<T> infinity() { return tenon::dual<T>(std::numeric_limits<T>::infinity()); }
  static constexpr tenon::dual<T> lowest() { return tenon::dual<T>(std::numeric_limits<T>::lowest()); }
  static constexpr tenon::dual<T> max() { return tenon::dual<T>(std::numeric_limits<T>::max()); }
};
