// SPDX-License-Identifier: BSL-1.0
// The exact functions of IEEE arithmetic, lane by lane: fma, sqrt, extrema, sign and rounding.
// A class type answers with its own functions, found by argument-dependent lookup.
#pragma once

#include <tenon/simd/operators.hpp>
#include <tenon/simd/scalar.hpp>

namespace tenon::simd {

namespace detail {

template <class T> inline constexpr bool native_float = std::is_same_v<T, float> || std::is_same_v<T, double>;

// the adder rounds to integers where the last bit is worth one
template <class T> inline constexpr T rounding_magnitude = sizeof(T) == 4 ? T(0x1p23) : T(0x1p52);

// p as it was rounded, even under -ffast-math
template <class T, int W> TENON_INLINE constexpr pack<T, W> rounded(pack<T, W> p) {
  return each([](auto x) TENON_INLINE_LAMBDA { return kept(x); }, p);
}

} // namespace detail

// a * b + c: rounded once where the machine can, twice elsewhere
template <class T, int W> TENON_INLINE constexpr pack<T, W> fma(pack<T, W> a, pack<T, W> b, pack<T, W> c) {
  if constexpr (!detail::native_float<T> || !native_fma) return a * b + c;
  else if constexpr (W == 1) return pack<T, 1>(detail::scalar_fma(a.v, b.v, c.v));
  else
    return detail::each([](auto x, auto y, auto z) TENON_INLINE_LAMBDA { return detail::machine_fma(x, y, z); }, a, b,
                        c);
}

// One instruction each: the second operand where either is nan, and either of two zeros.
template <class T, int W> TENON_INLINE constexpr pack<T, W> fast_max(pack<T, W> a, pack<T, W> b) {
  if constexpr (std::is_same_v<T, bool>) return a | b;
  else if constexpr (W == 1) return pack<T, 1>(a.v > b.v ? a.v : b.v);
  else return detail::each([](auto x, auto y) TENON_INLINE_LAMBDA { return detail::machine_max(x, y); }, a, b);
}
template <class T, int W> TENON_INLINE constexpr pack<T, W> fast_min(pack<T, W> a, pack<T, W> b) {
  if constexpr (std::is_same_v<T, bool>) return a & b;
  else if constexpr (W == 1) return pack<T, 1>(a.v < b.v ? a.v : b.v);
  else return detail::each([](auto x, auto y) TENON_INLINE_LAMBDA { return detail::machine_min(x, y); }, a, b);
}

// Not a number where either operand is: one comparison and one blend on top of the fast form. No pack of
// truth values comes between: its lanes are as wide as a float, and others would be narrowed and widened again.
template <class T, int W> TENON_INLINE constexpr pack<T, W> max(pack<T, W> a, pack<T, W> b) {
  if constexpr (std::is_integral_v<T>) return fast_max(a, b);
  else if constexpr (W == 1) return select(a != a, a, fast_max(a, b));
  else
    return detail::each([](auto x, auto y) TENON_INLINE_LAMBDA { return x != x ? x : detail::machine_max(x, y); }, a,
                        b);
}
template <class T, int W> TENON_INLINE constexpr pack<T, W> min(pack<T, W> a, pack<T, W> b) {
  if constexpr (std::is_integral_v<T>) return fast_min(a, b);
  else if constexpr (W == 1) return select(a != a, a, fast_min(a, b));
  else
    return detail::each([](auto x, auto y) TENON_INLINE_LAMBDA { return x != x ? x : detail::machine_min(x, y); }, a,
                        b);
}

// magnitude of a, sign of b
template <class T, int W> TENON_INLINE constexpr pack<T, W> copysign(pack<T, W> a, pack<T, W> b) {
  if constexpr (std::is_class_v<T>) return pack<T, 1>(copysign(a.v, b.v));
  else {
    using bits = detail::int_like<T>;
    const pack<bits, W> sign(std::numeric_limits<bits>::min());
    return bits_as<T>((bits_as<bits>(a) & ~sign) | (bits_as<bits>(b) & sign));
  }
}

template <class T, int W> TENON_INLINE constexpr pack<T, W> abs(pack<T, W> a) {
  if constexpr (std::is_class_v<T>) return pack<T, 1>(abs(a.v));
  else if constexpr (std::is_unsigned_v<T>) return a;
  else if constexpr (std::is_integral_v<T>) return select(a < pack<T, W>(T(0)), -a, a);
  else {
    using bits = detail::int_like<T>;
    return bits_as<T>(bits_as<bits>(a) & pack<bits, W>(std::numeric_limits<bits>::max()));
  }
}

template <class T, int W> TENON_INLINE constexpr pack<T, W> sqrt(pack<T, W> a) {
  if constexpr (std::is_class_v<T>) return pack<T, 1>(sqrt(a.v));
  else if constexpr (W == 1) return pack<T, 1>(detail::scalar_sqrt(a.v));
  else return detail::each([](auto x) TENON_INLINE_LAMBDA { return detail::machine_sqrt(x); }, a);
}

// 1 / sqrt(a), within 1.5 ulp
template <class T, int W> TENON_INLINE constexpr pack<T, W> rsqrt(pack<T, W> a) { return pack<T, W>(T(1)) / sqrt(a); }

template <class T, int W> TENON_INLINE constexpr pack<bool, W> isnan(pack<T, W> a) {
  if constexpr (std::is_class_v<T>) return pack<bool, 1>(isnan(a.v));
  else return a != a;
}
template <class T, int W> TENON_INLINE constexpr pack<bool, W> isinf(pack<T, W> a) {
  if constexpr (std::is_class_v<T>) return pack<bool, 1>(isinf(a.v));
  else if constexpr (std::is_integral_v<T>) return pack<bool, W>(false);
  else return abs(a) == pack<T, W>(std::numeric_limits<T>::infinity());
}

// zero, as are the derivatives that a class may carry: what it is multiplied with comes to nothing
template <class T, int W> TENON_INLINE constexpr pack<bool, W> vanishes(pack<T, W> a) {
  if constexpr (requires { vanishes(a.v); }) return pack<bool, 1>(vanishes(a.v));
  else return a == pack<T, W>(T(0));
}

// -1, 0 or 1; 0 for nan, as PyTorch has it
template <class T, int W> TENON_INLINE constexpr pack<T, W> sign(pack<T, W> a) {
  const pack<T, W> zero(T(0)), one(T(1)), positive = select(a > zero, one, zero);
  if constexpr (std::is_unsigned_v<T>) return positive;
  else return select(a < zero, -one, positive);
}

// ---- to whole numbers; integers are their own ----

// to the nearest, ties to even
template <class T, int W> TENON_INLINE constexpr pack<T, W> round(pack<T, W> a) {
  if constexpr (std::is_class_v<T>) return pack<T, 1>(round(a.v));
  else if constexpr (std::is_integral_v<T>) return a;
  else {
    const pack<T, W> big(detail::rounding_magnitude<T>), size = abs(a);
    return select(size < big, copysign(detail::rounded(size + big) - big, a), a);
  }
}
template <class T, int W> TENON_INLINE constexpr pack<T, W> floor(pack<T, W> a) {
  if constexpr (std::is_class_v<T>) return pack<T, 1>(floor(a.v));
  else if constexpr (std::is_integral_v<T>) return a;
  else {
    const pack<T, W> r = round(a);
    return select(r > a, r - pack<T, W>(T(1)), r);
  }
}
template <class T, int W> TENON_INLINE constexpr pack<T, W> ceil(pack<T, W> a) {
  if constexpr (std::is_class_v<T>) return pack<T, 1>(ceil(a.v));
  else if constexpr (std::is_integral_v<T>) return a;
  else return -floor(-a);
}
template <class T, int W> TENON_INLINE constexpr pack<T, W> trunc(pack<T, W> a) {
  if constexpr (std::is_class_v<T>) return pack<T, 1>(trunc(a.v));
  else if constexpr (std::is_integral_v<T>) return a;
  else return copysign(floor(abs(a)), a);
}

} // namespace tenon::simd
