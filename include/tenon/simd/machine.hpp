// SPDX-License-Identifier: BSL-1.0
// The few operations that vector types lack, on one register: fused multiply-add, square root, rounding,
// masked memory access. Builtins of the compiler and not <immintrin.h>, which costs every translation unit
// 0.3 s.
#pragma once

#include <tenon/simd/native.hpp>

namespace tenon::simd::detail {

template <class V> using lane_of = std::remove_cvref_t<decltype(std::declval<V&>()[0])>;
template <class V> inline constexpr int lanes_in = int{sizeof(V) / sizeof(lane_of<V>)};

#if defined(__clang__)

template <class V> TENON_INLINE V machine_fma(V a, V b, V c) { return __builtin_elementwise_fma(a, b, c); }
template <class V> TENON_INLINE V machine_sqrt(V a) { return __builtin_elementwise_sqrt(a); }

#else // GCC has no generic form: lane by lane unless an overload below fits better

template <class V> TENON_INLINE V machine_fma(V a, V b, V c) {
  for (int i = 0; i < lanes_in<V>; ++i)
    if constexpr (sizeof(lane_of<V>) == 4)
      a[i] = __builtin_fmaf(a[i], b[i], c[i]);
    else
      a[i] = __builtin_fma(a[i], b[i], c[i]);
  return a;
}
template <class V> TENON_INLINE V machine_sqrt(V a) {
  for (int i = 0; i < lanes_in<V>; ++i)
    if constexpr (sizeof(lane_of<V>) == 4)
      a[i] = __builtin_sqrtf(a[i]);
    else
      a[i] = __builtin_sqrt(a[i]);
  return a;
}

#endif

using f32x2 = vector<float, 2>;
using f32x4 = vector<float, 4>;
using f32x8 = vector<float, 8>;
using f32x16 = vector<float, 16>;
using f64x2 = vector<double, 2>;
using f64x4 = vector<double, 4>;
using f64x8 = vector<double, 8>;

#if !defined(__clang__) && defined(__SSE2__)

inline constexpr std::index_sequence<0, 1, 0, 1> twice{};
inline constexpr std::index_sequence<0, 1> first_two{};

TENON_INLINE f32x4 machine_sqrt(f32x4 a) { return __builtin_ia32_sqrtps(a); }
TENON_INLINE f64x2 machine_sqrt(f64x2 a) { return __builtin_ia32_sqrtpd(a); }
TENON_INLINE f32x2 machine_sqrt(f32x2 a) {
  const f32x4 r = machine_sqrt(shuffle(a, a, twice));
  return shuffle(r, r, first_two);
}
#if defined(__FMA__)
TENON_INLINE f32x4 machine_fma(f32x4 a, f32x4 b, f32x4 c) { return __builtin_ia32_vfmaddps(a, b, c); }
TENON_INLINE f64x2 machine_fma(f64x2 a, f64x2 b, f64x2 c) { return __builtin_ia32_vfmaddpd(a, b, c); }
TENON_INLINE f32x8 machine_fma(f32x8 a, f32x8 b, f32x8 c) { return __builtin_ia32_vfmaddps256(a, b, c); }
TENON_INLINE f64x4 machine_fma(f64x4 a, f64x4 b, f64x4 c) { return __builtin_ia32_vfmaddpd256(a, b, c); }
TENON_INLINE f32x2 machine_fma(f32x2 a, f32x2 b, f32x2 c) {
  const f32x4 r = machine_fma(shuffle(a, a, twice), shuffle(b, b, twice), shuffle(c, c, twice));
  return shuffle(r, r, first_two);
}
#endif
#if defined(__AVX__)
TENON_INLINE f32x8 machine_sqrt(f32x8 a) { return __builtin_ia32_sqrtps256(a); }
TENON_INLINE f64x4 machine_sqrt(f64x4 a) { return __builtin_ia32_sqrtpd256(a); }
#endif
#if defined(__AVX512F__)
inline constexpr int every_lane = -1, current_rounding = 4;
TENON_INLINE f32x16 machine_fma(f32x16 a, f32x16 b, f32x16 c) {
  return __builtin_ia32_vfmaddps512_mask(a, b, c, every_lane, current_rounding);
}
TENON_INLINE f64x8 machine_fma(f64x8 a, f64x8 b, f64x8 c) {
  return __builtin_ia32_vfmaddpd512_mask(a, b, c, every_lane, current_rounding);
}
TENON_INLINE f32x16 machine_sqrt(f32x16 a) {
  return __builtin_ia32_sqrtps512_mask(a, a, every_lane, current_rounding);
}
TENON_INLINE f64x8 machine_sqrt(f64x8 a) {
  return __builtin_ia32_sqrtpd512_mask(a, a, every_lane, current_rounding);
}
#endif

#endif

} // namespace tenon::simd::detail
