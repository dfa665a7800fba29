// SPDX-License-Identifier: BSL-1.0
// tanh, sigmoid and silu, from e^x.
#pragma once

#include <tenon/simd/exp.hpp>

namespace tenon::simd {

// within 1 ulp: (e^2x - 1) / (e^2x + 1), numerator and denominator to twice the precision, so that it needs
// no other formula near 0
template <class T, int W> TENON_INLINE constexpr pack<T, W> tanh(pack<T, W> x) {
  if constexpr (std::is_class_v<T>) return pack<T, 1>(tanh(x.v));
  else if constexpr (x.halved) return join(tanh(x.v.lo), tanh(x.v.hi));
  else {
    using P = pack<T, W>;
    const P a = fast_min(P(T(sizeof(T) == 4 ? 10 : 20)), abs(x)); // from there on 1; nan passes
    const auto [n, r, r_low] = detail::split_by_ln2(a + a);
    const P s = detail::power_of_two<T>(detail::small_integer(n));
    // e^2x = s + s p
    const auto p = detail::sum_ordered(r, detail::exp_beyond_linear(r, r_low));
    const P sp = s * p.high, sp_low = s * p.low;
    const auto less = detail::sum_ordered(s, P(T(-1))), more = detail::sum_ordered(s, P(T(1)));
    auto numerator = detail::sum_ordered(less.high, sp), denominator = detail::sum_ordered(more.high, sp);
    numerator.low += less.low + sp_low;
    denominator.low += more.low + sp_low;
    const P inverse = P(T(1)) / denominator.high, q = numerator.high * inverse;
    const P rest = detail::residual(q, denominator.high, numerator.high) + (numerator.low - q * denominator.low);
    return copysign(fma(rest, inverse, q), x);
  }
}

// 1 / (1 + e^-x) within 2 ulp
template <class T, int W> TENON_INLINE constexpr pack<T, W> sigmoid(pack<T, W> x) {
  if constexpr (requires { sigmoid(x.v); }) return pack<T, 1>(sigmoid(x.v));
  else if constexpr (std::is_class_v<T>) return pack<T, 1>(T(1)) / (pack<T, 1>(T(1)) + exp(-x));
  else if constexpr (x.halved) return join(sigmoid(x.v.lo), sigmoid(x.v.hi));
  else {
    // e^-|x| does not overflow, so small results keep their digits
    const pack<T, W> one(T(1)), e = detail::scale(detail::exp_by_polynomial(-abs(x)));
    const auto sum = detail::sum_ordered(one, e);
    const pack<T, W> q = select(x < pack<T, W>(T(0)), e, one) / sum.high;
    return fma(-q, sum.low, q); // what 1 + e lost, to first order where it matters: at small e
  }
}

// x / (1 + e^-x) within 2 ulp, also where that is subnormal
template <class T, int W> TENON_INLINE constexpr pack<T, W> silu(pack<T, W> x) {
  if constexpr (std::is_class_v<T>) return x * sigmoid(x);
  else if constexpr (x.halved) return join(silu(x.v.lo), silu(x.v.hi));
  else {
    using P = pack<T, W>;
    const P one(T(1));
    constexpr T lowest = detail::exp_fit<T>::lowest; // from there on down -0
    x = fast_max(P(lowest), x);                      // nan passes, here and below
    const auto negative = x < P(T(0));
    const auto e = detail::exp_apart(-abs(x)); // m 2^n
    const auto sum = detail::sum_ordered(one, detail::scale(e));
    const P inverse = one / sum.high;
    const P rest = fma(-inverse, sum.low, detail::residual(inverse, sum.high, one));
    // the logistic function in two parts, below 0 without the factor 2^n
    const auto q = detail::product_exact(select(negative, e.m, one), inverse);
    const P q_low = fma(q.high, rest, q.low);
    const P y = fma(x, q.high, fast_min(P(-lowest), x) * q_low); // infinity meets no 0
    return select(negative, detail::scale(y, e.n), y);
  }
}

} // namespace tenon::simd
