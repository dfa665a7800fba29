// SPDX-License-Identifier: BSL-1.0
// log and log1p: x = 2^n (1 + f), log(1 + f) = 2 atanh(f / (2 + f)).
#pragma once

#include <tenon/simd/polynomial.hpp>

namespace tenon::simd {

namespace detail {

template <class T> struct log_fit;
template <> struct log_fit<float> {
  static constexpr float ln2_high = 0x1.62e4p-1f, ln2_low = 0x1.7f7d1cp-20f;
  // 2 atanh(s) = 2 s + s z (...), z = s^2 <= 0.0295
  static constexpr float atanh[] = {0x1.555556p-1f, 0x1.99986ep-2f, 0x1.24c148p-2f, 0x1.ce81c6p-3f};
};
template <> struct log_fit<double> {
  static constexpr double ln2_high = 0x1.62e42fefp-1, ln2_low = 0x1.473de6af278edp-34;
  static constexpr double atanh[] = {0x1.5555555555558p-1, 0x1.99999999952d2p-2, 0x1.2492492df8481p-2,
                                     0x1.c71c62dad5179p-3, 0x1.7462b7ced7263p-3, 0x1.39fdf945dbe1fp-3,
                                     0x1.2b5d201c439a4p-3};
};

template <class T, int W> struct log_parts {
  pack<T, W> n, f;               // x = 2^n (1 + f), 1/sqrt(2) <= 1 + f < sqrt(2)
  pack<int_like<T>, W> exponent; // n, had x been normal
};
// x positive and finite; anything for others
template <class T, int W> TENON_INLINE constexpr log_parts<T, W> split_at_roots(pack<T, W> x) {
  using P = pack<T, W>;
  using bits = std::make_unsigned_t<int_like<T>>;
  using B = pack<bits, W>;
  constexpr T lift = T(std::uint64_t{1} << mantissa_bits<T>);
  const auto subnormal = x < P(std::numeric_limits<T>::min());
  const B b = bits_as<bits>(x * select(subnormal, P(lift), P(T(1))));
  const B root_half(std::bit_cast<bits>(T(0x1.6a09e667f3bcdp-1)));
  const pack<int_like<T>, W> shift(mantissa_bits<T>), e = bits_as<int_like<T>>(b - root_half) >> shift;
  const P m = bits_as<T>(b - bits_as<bits>(e << shift));
  return {cast<T>(e) - select(subnormal, P(T(mantissa_bits<T>)), P(T(0))), m - P(T(1)), e};
}

// log(2^n (1 + f))
template <class T, int W> TENON_INLINE constexpr pack<T, W> log_of_parts(pack<T, W> n, pack<T, W> f) {
  using P = pack<T, W>;
  using fit = log_fit<T>;
  const P s = f / (f + P(T(2))), z = s * s, half_square = f * f * P(T(0.5));
  const P tail = fma(s, fma(z, polynomial(z, fit::atanh), half_square), n * P(fit::ln2_low));
  return fma(n, P(fit::ln2_high), f - (half_square - tail));
}

// what logarithms have at the ends of their domain, where `at` is the argument as log takes it
template <class T, int W> TENON_INLINE constexpr pack<T, W> log_ends(pack<T, W> at, pack<T, W> inside) {
  using P = pack<T, W>;
  constexpr T infinity = std::numeric_limits<T>::infinity();
  const P outside = select(at < P(T(0)), P(std::numeric_limits<T>::quiet_NaN()),
                           select(at == P(T(0)), P(-infinity), at)); // infinity and nan are their own logarithms
  return select((at > P(T(0))) & (at < P(infinity)), inside, outside);
}

} // namespace detail

// natural logarithm, within 1 ulp
template <class T, int W> TENON_INLINE constexpr pack<T, W> log(pack<T, W> x) {
  if constexpr (std::is_class_v<T>) return pack<T, 1>(log(x.v));
  else if constexpr (x.halved) return join(log(x.v.lo), log(x.v.hi));
  else {
    const auto parts = detail::split_at_roots(x);
    return detail::log_ends(x, detail::log_of_parts(parts.n, parts.f));
  }
}

// log(1 + x) within 2 ulp, also near 0
template <class T, int W> TENON_INLINE constexpr pack<T, W> log1p(pack<T, W> x) {
  if constexpr (std::is_class_v<T>) return pack<T, 1>(log1p(x.v));
  else if constexpr (x.halved) return join(log1p(x.v.lo), log1p(x.v.hi));
  else {
    using P = pack<T, W>;
    const auto [u, lost] = detail::sum_exact(P(T(1)), x);
    const auto parts = detail::split_at_roots(u);
    using E = decltype(parts.exponent);
    const E e = fast_min(parts.exponent, E(detail::exponent_bias<T>)); // where it is larger nothing is lost
    const P f = parts.f + lost * detail::power_of_two<T>(-e);          // u is never subnormal
    const P r = detail::log_ends(u, detail::log_of_parts(parts.n, f));
    return select(x == P(T(0)), x, r); // keeps -0.0
  }
}

} // namespace tenon::simd
