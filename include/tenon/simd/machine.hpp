// SPDX-License-Identifier: BSL-1.0
// The few operations on one register that vector types lack, or that the compiler does badly. Builtins and
// not <immintrin.h>, which costs every translation unit 0.3 s.
#pragma once

#include <tenon/simd/machine_gcc.hpp>

namespace tenon::simd::detail {

// the second operand where either is nan
template <class V> TENON_INLINE V machine_max(V a, V b) { return a > b ? a : b; }
template <class V> TENON_INLINE V machine_min(V a, V b) { return a < b ? a : b; }

#if defined(__clang__)

template <class V> TENON_INLINE V machine_fma(V a, V b, V c) { return __builtin_elementwise_fma(a, b, c); }
template <class V> TENON_INLINE V machine_sqrt(V a) { return __builtin_elementwise_sqrt(a); }

#else // lane by lane, where machine_gcc.hpp knows nothing better

template <class V> TENON_INLINE V machine_fma(V a, V b, V c) {
  for (int i = 0; i < lanes_in<V>; ++i)
    if constexpr (sizeof(lane_of<V>) == 4) a[i] = __builtin_fmaf(a[i], b[i], c[i]);
    else a[i] = __builtin_fma(a[i], b[i], c[i]);
  return a;
}
template <class V> TENON_INLINE V machine_sqrt(V a) {
  for (int i = 0; i < lanes_in<V>; ++i)
    if constexpr (sizeof(lane_of<V>) == 4) a[i] = __builtin_sqrtf(a[i]);
    else a[i] = __builtin_sqrt(a[i]);
  return a;
}

#endif

void machine_repeat(); // only some machines have instructions for it

#if defined(__clang__) || !defined(__SSE2__)
template <class To, class V> TENON_INLINE To machine_convert(V a) { return __builtin_convertvector(a, To); }
#endif

// ---- AVX-512 only: a * 2^n, limits, and a table held in two registers ----

#if TENON_AVX512

#if defined(__clang__)
inline constexpr int current_rounding = 4; // _MM_FROUND_CUR_DIRECTION
inline constexpr unsigned short all_lanes = 0xffff;
#endif

template <class T, int W>
inline constexpr bool has_machine_scale = std::is_floating_point_v<T> && sizeof(T) * std::size_t{W} == 64;

TENON_INLINE f32x16 machine_scale(f32x16 a, f32x16 n) {
  return __builtin_ia32_scalefps512_mask(a, n, a, all_lanes, current_rounding);
}
TENON_INLINE f64x8 machine_scale(f64x8 a, f64x8 n) {
  return __builtin_ia32_scalefpd512_mask(a, n, a, static_cast<unsigned char>(all_lanes), current_rounding);
}

// a, brought between -b and b; b where a is nan
TENON_INLINE f32x16 machine_limit(f32x16 a, f32x16 b) {
  constexpr int smaller_magnitude = 2; // with the sign of a
  return __builtin_ia32_rangeps512_mask(a, b, smaller_magnitude, a, all_lanes, current_rounding);
}

// table[i mod 32], where low and high hold 16 entries each
TENON_INLINE f32x16 machine_lookup(f32x16 low, i32x16 i, f32x16 high) {
#if defined(__clang__)
  return __builtin_ia32_vpermi2varps512(low, i, high);
#else
  return __builtin_shuffle(low, high, i);
#endif
}

#else

template <class T, int W> inline constexpr bool has_machine_scale = false;
template <class V> V machine_scale(V a, V n);

#endif

} // namespace tenon::simd::detail
