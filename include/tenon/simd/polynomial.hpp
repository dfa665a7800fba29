// SPDX-License-Identifier: BSL-1.0
// What the functions are made of: polynomials, and powers of two.
#pragma once

#include <tenon/simd/arithmetic.hpp>

namespace tenon::simd::detail {

// c[0] + c[1] x + ..., by Horner's rule
template <class T, int W, std::size_t N>
TENON_INLINE constexpr pack<T, W> polynomial(pack<T, W> x, const T (&c)[N]) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) TENON_INLINE_LAMBDA {
    pack<T, W> r(c[N - 1]);
    ((r = fma(r, x, pack<T, W>(c[N - 2 - I]))), ...);
    return r;
  }(std::make_index_sequence<N - 1>{});
}

template <class T> inline constexpr int mantissa_bits = std::numeric_limits<T>::digits - 1;
template <class T> inline constexpr int exponent_bias = std::numeric_limits<T>::max_exponent - 1;

// 2^n for whole n within the range of normal numbers
template <class T, int W> TENON_INLINE constexpr pack<T, W> power_of_two(pack<int_like<T>, W> n) {
  using ints = pack<int_like<T>, W>;
  return bits_as<T>((n + ints(exponent_bias<T>)) << ints(mantissa_bits<T>));
}

// a * 2^n for whole n; two steps, so that results may leave the range of normal numbers
template <class T, int W> TENON_INLINE constexpr pack<T, W> scale(pack<T, W> a, pack<T, W> n) {
  using bits = int_like<T>;
  const pack<T, W> whole = select(n != n, pack<T, W>(T(0)), n);
  const pack<bits, W> all = cast<bits>(whole), half = all >> pack<bits, W>(bits(1));
  return a * power_of_two<T>(half) * power_of_two<T>(all - half);
}

} // namespace tenon::simd::detail
