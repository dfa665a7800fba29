// SPDX-License-Identifier: BSL-1.0
// What the functions of analysis are made of: polynomials, powers of two, and sums and products with their
// rounding errors. The coefficients in the files above this one are minimax fits made with Sollya's
// fpminimax.
#pragma once

#include <tenon/simd/arithmetic.hpp>

namespace tenon::simd::detail {

// c[0] + c[1] x + ..., by Horner's rule: packs are evaluated side by side, so its latency is hidden
template <class T, int W, std::size_t N> TENON_INLINE constexpr pack<T, W> polynomial(pack<T, W> x, const T (&c)[N]) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) TENON_INLINE_LAMBDA {
    pack<T, W> r(c[N - 1]);
    ((r = fma(r, x, pack<T, W>(c[N - 2 - I]))), ...);
    return r;
  }(std::make_index_sequence<N - 1>{});
}

template <class T> inline constexpr int mantissa_bits = std::numeric_limits<T>::digits - 1;
template <class T> inline constexpr int exponent_bias = std::numeric_limits<T>::max_exponent - 1;

// 1.5 * 2^bits: adding it rounds to whole numbers, which then stand in the lowest bits of the sum
template <class T> inline constexpr T whole_magic = T(std::uint64_t{3} << (mantissa_bits<T> - 1));

// whole numbers n, |n| < 2^22, as integers; anything for nan
template <class T, int W> TENON_INLINE constexpr pack<int_like<T>, W> small_integer(pack<T, W> n) {
  using bits = std::make_unsigned_t<int_like<T>>;
  const pack<T, W> magic(whole_magic<T>);
  return bits_as<int_like<T>>(bits_as<bits>(n + magic) - bits_as<bits>(magic));
}

// 2^n for whole n, 2^n a normal number
template <class T, int W> TENON_INLINE constexpr pack<T, W> power_of_two(pack<int_like<T>, W> n) {
  using bits = std::make_unsigned_t<int_like<T>>;
  return bits_as<T>((bits_as<bits>(n) + pack<bits, W>(bits(exponent_bias<T>)))
                    << pack<bits, W>(bits(mantissa_bits<T>)));
}

// a * 2^n for whole n and any finite result, rounded once
template <class T, int W> TENON_INLINE constexpr pack<T, W> scale(pack<T, W> a, pack<T, W> n) {
  if constexpr (has_machine_scale<T, W>) return pack<T, W>::of(machine_scale(a.v, n.v));
  else { // in two steps, for 2^n alone may not be a normal number
    const auto all = small_integer(n), half = all >> pack<int_like<T>, W>(int_like<T>(1));
    return a * power_of_two<T>(half) * power_of_two<T>(all - half);
  }
}

// ---- sums and products of which nothing is lost ----

template <class T, int W> struct exact {
  pack<T, W> high, low; // the rounded result, and what rounding took from it
};

// a + b where |a| >= |b| or a = 0 (Dekker 1971)
template <class T, int W> TENON_INLINE constexpr exact<T, W> sum_ordered(pack<T, W> a, pack<T, W> b) {
  const pack<T, W> s = rounded(a + b);
  return {s, rounded(b - rounded(s - a))};
}

// a + b (Knuth)
template <class T, int W> TENON_INLINE constexpr exact<T, W> sum_exact(pack<T, W> a, pack<T, W> b) {
  const pack<T, W> s = rounded(a + b), t = rounded(s - a);
  return {s, rounded(rounded(a - rounded(s - t)) + rounded(b - t))};
}

// a * b, by splitting where there is no fused multiply-add (Veltkamp, Dekker 1971)
template <class T, int W> TENON_INLINE constexpr exact<T, W> product_exact(pack<T, W> a, pack<T, W> b) {
  const pack<T, W> p = rounded(a * b);
  if (native_fma && !std::is_constant_evaluated()) return {p, fma(a, b, -p)};
  const pack<T, W> splitter(T(sizeof(T) == 4 ? 4097 : 134217729));
  const pack<T, W> ca = rounded(splitter * a), cb = rounded(splitter * b);
  const pack<T, W> ah = rounded(ca - rounded(ca - a)), al = a - ah;
  const pack<T, W> bh = rounded(cb - rounded(cb - b)), bl = b - bh;
  return {p, rounded(rounded(rounded(ah * bh) - p) + rounded(ah * bl) + rounded(al * bh)) + al * bl};
}

// c - a * b, which is small and then exact
template <class T, int W> TENON_INLINE constexpr pack<T, W> residual(pack<T, W> a, pack<T, W> b, pack<T, W> c) {
  if (native_fma && !std::is_constant_evaluated()) return fma(-a, b, c);
  const auto [high, low] = product_exact(a, b);
  return rounded(rounded(c - high) - low);
}

// a * b + c, rounded about once, where c is small beside the product
template <class T, int W> TENON_INLINE constexpr pack<T, W> fma_rounded_once(pack<T, W> a, pack<T, W> b, pack<T, W> c) {
  if (native_fma && !std::is_constant_evaluated()) return fma(a, b, c);
  const auto [high, low] = product_exact(a, b);
  return rounded(high + rounded(low + c));
}

// The polynomial to more digits than one number has. No digit of c[0] may be worth less than the sum's last place.
template <class T, int W, std::size_t N>
TENON_INLINE constexpr exact<T, W> polynomial_exact(exact<T, W> x, const T (&c)[N]) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) TENON_INLINE_LAMBDA {
    pack<T, W> r(c[N - 1]);
    ((r = fma(r, x.high, pack<T, W>(c[N - 2 - I]))), ...);
    const pack<T, W> first(c[0]), sum = rounded(fma(r, x.high, first));
    const pack<T, W> slope = (r + r) - pack<T, W>(c[1]); // as good as x.low needs: of the quadratic through r
    return exact<T, W>{sum, fma(slope, x.low, -residual(r, x.high, sum - first))};
  }(std::make_index_sequence<N - 2>{});
}

} // namespace tenon::simd::detail
