// SPDX-License-Identifier: BSL-1.0
// What a single value needs so that it works in constant expressions as well: there the compiler's builtins
// for fma and sqrt are not available everywhere.
#pragma once

#include <tenon/simd/native.hpp>

#include <bit>
#include <limits>

namespace tenon::simd::detail {

template <class T> TENON_INLINE constexpr T scalar_fma(T a, T b, T c) {
  if (std::is_constant_evaluated()) return a * b + c;
  if constexpr (sizeof(T) == 4) return __builtin_fmaf(a, b, c);
  else return __builtin_fma(a, b, c);
}

// Correctly rounded, one binary digit at a time: for constant expressions only.
template <class T> constexpr T constant_sqrt(T x) {
  if (x == 0 || x > std::numeric_limits<T>::max()) return x;
  if (!(x > 0)) return std::numeric_limits<T>::quiet_NaN();
  T scale = 1; // x = m * scale^2, m from 1 to 4
  T m = x;
  for (; m >= 4; m /= 4) scale *= 2;
  for (; m < 1; m *= 4) scale /= 2;
  constexpr int digits = std::numeric_limits<T>::digits;
  constexpr T unit = T(std::uint64_t{1} << (digits - 1));
  const auto square = static_cast<std::uint64_t>(m * unit); // exact: m has no more digits
  std::uint64_t root = 0, rest = 0;                         // one digit more than kept, to round by
  for (int position = digits - 1; position >= -1 - digits; position -= 2) {
    const std::uint64_t next_two = position >= 0 ? square >> position : position == -1 ? square << 1 : 0;
    rest = rest << 2 | (next_two & 3);
    const std::uint64_t trial = root << 2 | 1;
    root <<= 1;
    if (rest >= trial) rest -= trial, root |= 1;
  }
  // a root is never halfway between two values
  return static_cast<T>((root >> 1) + (root & 1)) / unit * scale;
}

template <class T> TENON_INLINE constexpr T scalar_sqrt(T x) {
  if (std::is_constant_evaluated()) return constant_sqrt(x);
  if constexpr (sizeof(T) == 4) return __builtin_sqrtf(x);
  else return __builtin_sqrt(x);
}

// Keeps a sum from being regrouped under -ffast-math: (x + magic) - magic is not x.
template <class V> TENON_INLINE constexpr V kept(V x) {
#if defined(__FAST_MATH__)
  if (!std::is_constant_evaluated()) {
#if defined(__clang__)
    return __arithmetic_fence(x);
#elif defined(__SSE2__)
    asm("" : "+v"(x));
#endif
  }
#endif
  return x;
}

} // namespace tenon::simd::detail
