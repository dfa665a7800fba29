// SPDX-License-Identifier: BSL-1.0
// pow: e^(y log |x|), with the logarithm to more digits than the result, since y multiplies its error.
#pragma once

#include <tenon/simd/exp.hpp>
#include <tenon/simd/log.hpp>

namespace tenon::simd {

namespace detail {

// log(x) to 2^-63 for positive finite x
template <int W> TENON_INLINE constexpr exact<double, W> log_exact(pack<double, W> x) {
  using P = pack<double, W>;
  // 2 atanh(s) = 2 s (1 + z (1/3 + z (...))), z = s^2 <= 0.0295
  constexpr double atanh[] = {0x1.999999999999ap-3, 0x1.24924924922fdp-3, 0x1.c71c71c74cc42p-4, 0x1.745d173ca3a17p-4,
                              0x1.3b13a9e564ebbp-4, 0x1.11154bd7ba121p-4, 0x1.e01a813fc1008p-5, 0x1.da9a904c179f5p-5};
  const auto parts = split_at_roots(x);
  const P n = parts.n, f = parts.f;
  const auto below = sum_ordered(P(2), f);
  const P s = f / below.high, s_low = (residual(s, below.high, f) - s * below.low) / below.high;
  auto z = product_exact(s, s);
  z.low = fma(s + s, s_low, z.low);
  auto t = sum_ordered(P(0x1.5555555555555p-2), z.high * polynomial(z.high, atanh));
  t.low += P(0x1.5555555555555p-56);
  auto zt = product_exact(z.high, t.high);
  zt.low += fma(z.high, t.low, z.low * t.high);
  auto u = sum_ordered(P(1), zt.high);
  u.low += zt.low;
  auto log_m = product_exact(s + s, u.high);
  log_m.low += fma(s + s, u.low, (s_low + s_low) * u.high);
  auto sum = sum_ordered(n * P(log_fit<double>::ln2_high), log_m.high);
  sum.low += fma(n, P(log_fit<double>::ln2_low), log_m.low);
  return sum_ordered(sum.high, sum.low);
}

// x^y for positive finite x
template <int W> TENON_INLINE constexpr pack<double, W> pow_inside(pack<double, W> x, pack<double, W> y) {
  using P = pack<double, W>;
  const auto l = log_exact(x);
  const auto w = product_exact(y, l.high);
  const P low = select(abs(w.high) < P(1000), fma(y, l.low, w.low), P(0));
  const auto [n, r, r_low] = split_by_ln2(limit(w.high, exp_fit<double>::lowest, exp_fit<double>::highest));
  const auto linear = sum_ordered(P(1), r);
  return scale(linear.high + (linear.low + exp_beyond_linear(r, r_low + low)), n);
}

// doubles have digits enough for floats
template <int W> TENON_INLINE constexpr pack<float, W> pow_inside(pack<float, W> x, pack<float, W> y) {
  const auto parts = split_at_roots(cast<double>(x));
  return cast<float>(exp(cast<double>(y) * log_of_parts(parts.n, parts.f)));
}

} // namespace detail

// x^y within 1 ulp, with the special cases of C's pow
template <class T, int W> TENON_INLINE constexpr pack<T, W> pow(pack<T, W> x, pack<T, W> y) {
  if constexpr (std::is_class_v<T>) return pack<T, 1>(pow(x.v, y.v));
  else if constexpr (x.halved) return join(pow(x.v.lo, y.v.lo), pow(x.v.hi, y.v.hi));
  else {
    using P = pack<T, W>;
    const P zero(T(0)), one(T(1)), infinity(std::numeric_limits<T>::infinity()), size = abs(x);
    const auto inside = (size > zero) & (size < infinity) & (size != one);
    const P at_ends = select(size == one, one, select((size == zero) == (y > zero), zero, infinity));
    P r = select(inside, detail::pow_inside(select(inside, size, P(T(2))), y), at_ends);
    const P half = y * P(T(0.5));
    const auto whole = floor(y) == y, odd = whole & (floor(half) != half);
    r = select(odd, copysign(r, x), r);
    r = select((x < zero) & (x > -infinity) & !whole, P(std::numeric_limits<T>::quiet_NaN()), r);
    r = select(x == x, select(y == y, r, y), x);
    return select((x == one) | (y == zero), one, r);
  }
}

} // namespace tenon::simd
