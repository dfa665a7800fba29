// SPDX-License-Identifier: BSL-1.0
// GCC on x86: what it has no generic builtins for, and conversions of which it makes several instructions
// where the machine has one. The 512-bit forms take a mask and a rounding mode: all lanes, the current one.
#pragma once

#include <tenon/simd/native.hpp>

#if !defined(__clang__) && defined(__SSE2__)

namespace tenon::simd::detail {

// ---- every x86-64 ----

TENON_INLINE f32x4 machine_max(f32x4 a, f32x4 b) { return __builtin_ia32_maxps(a, b); }
TENON_INLINE f64x2 machine_max(f64x2 a, f64x2 b) { return __builtin_ia32_maxpd(a, b); }
TENON_INLINE f32x4 machine_min(f32x4 a, f32x4 b) { return __builtin_ia32_minps(a, b); }
TENON_INLINE f64x2 machine_min(f64x2 a, f64x2 b) { return __builtin_ia32_minpd(a, b); }
TENON_INLINE f32x4 machine_sqrt(f32x4 a) { return __builtin_ia32_sqrtps(a); }
TENON_INLINE f64x2 machine_sqrt(f64x2 a) { return __builtin_ia32_sqrtpd(a); }

// two floats fill half a register: both halves get the same
TENON_INLINE f32x4 doubled(f32x2 a) { return __builtin_shufflevector(a, a, 0, 1, 0, 1); }
TENON_INLINE f32x2 halved(f32x4 a) { return __builtin_shufflevector(a, a, 0, 1); }
TENON_INLINE f32x2 machine_sqrt(f32x2 a) { return halved(machine_sqrt(doubled(a))); }

// ---- AVX ----

#if defined(__AVX2__)
TENON_INLINE f32x8 machine_max(f32x8 a, f32x8 b) { return __builtin_ia32_maxps256(a, b); }
TENON_INLINE f64x4 machine_max(f64x4 a, f64x4 b) { return __builtin_ia32_maxpd256(a, b); }
TENON_INLINE f32x8 machine_min(f32x8 a, f32x8 b) { return __builtin_ia32_minps256(a, b); }
TENON_INLINE f64x4 machine_min(f64x4 a, f64x4 b) { return __builtin_ia32_minpd256(a, b); }
TENON_INLINE f32x8 machine_sqrt(f32x8 a) { return __builtin_ia32_sqrtps256(a); }
TENON_INLINE f64x4 machine_sqrt(f64x4 a) { return __builtin_ia32_sqrtpd256(a); }
#endif

#if defined(__FMA__)
TENON_INLINE f32x4 machine_fma(f32x4 a, f32x4 b, f32x4 c) { return __builtin_ia32_vfmaddps(a, b, c); }
TENON_INLINE f64x2 machine_fma(f64x2 a, f64x2 b, f64x2 c) { return __builtin_ia32_vfmaddpd(a, b, c); }
TENON_INLINE f32x8 machine_fma(f32x8 a, f32x8 b, f32x8 c) { return __builtin_ia32_vfmaddps256(a, b, c); }
TENON_INLINE f64x4 machine_fma(f64x4 a, f64x4 b, f64x4 c) { return __builtin_ia32_vfmaddpd256(a, b, c); }
TENON_INLINE f32x2 machine_fma(f32x2 a, f32x2 b, f32x2 c) {
  return halved(machine_fma(doubled(a), doubled(b), doubled(c)));
}
#endif

// ---- AVX-512 ----

#if TENON_AVX512
inline constexpr int all_lanes = -1, current_rounding = 4; // _MM_FROUND_CUR_DIRECTION

TENON_INLINE f32x16 machine_max(f32x16 a, f32x16 b) {
  return __builtin_ia32_maxps512_mask(a, b, a, all_lanes, current_rounding);
}
TENON_INLINE f64x8 machine_max(f64x8 a, f64x8 b) {
  return __builtin_ia32_maxpd512_mask(a, b, a, all_lanes, current_rounding);
}
TENON_INLINE f32x16 machine_min(f32x16 a, f32x16 b) {
  return __builtin_ia32_minps512_mask(a, b, a, all_lanes, current_rounding);
}
TENON_INLINE f64x8 machine_min(f64x8 a, f64x8 b) {
  return __builtin_ia32_minpd512_mask(a, b, a, all_lanes, current_rounding);
}
TENON_INLINE f32x16 machine_sqrt(f32x16 a) { return __builtin_ia32_sqrtps512_mask(a, a, all_lanes, current_rounding); }
TENON_INLINE f64x8 machine_sqrt(f64x8 a) { return __builtin_ia32_sqrtpd512_mask(a, a, all_lanes, current_rounding); }
TENON_INLINE f32x16 machine_fma(f32x16 a, f32x16 b, f32x16 c) {
  return __builtin_ia32_vfmaddps512_mask(a, b, c, all_lanes, current_rounding);
}
TENON_INLINE f64x8 machine_fma(f64x8 a, f64x8 b, f64x8 c) {
  return __builtin_ia32_vfmaddpd512_mask(a, b, c, all_lanes, current_rounding);
}
// four lanes again and again, in one instruction from memory
TENON_INLINE f32x16 machine_repeat(f32x4 a, f32x16 zero) {
  return __builtin_ia32_broadcastf32x4_512(a, zero, all_lanes);
}
#endif

// ---- conversions ----

// integers to half their width: a shuffle, which becomes one instruction where __builtin_convertvector
// becomes four
template <class To, class V, std::size_t... I> TENON_INLINE To every_other(V v, std::index_sequence<I...>) {
  return __builtin_shufflevector(v, v, (2 * static_cast<int>(I))...);
}

template <class To, class V> TENON_INLINE To machine_convert(V a) {
  using to = lane_of<To>;
  using from = lane_of<V>;
  constexpr bool whole = std::is_integral_v<to> && std::is_integral_v<from>;
  if constexpr (whole && sizeof(from) == 2 * sizeof(to) && (native_bytes >= 32 || sizeof(to) == 4)) {
    using narrow = vector<to, 2 * lanes_in<V>>;
    return every_other<To>(__builtin_bit_cast(narrow, a), std::make_index_sequence<std::size_t{lanes_in<V>}>{});
  }
#if TENON_AVX512
  else if constexpr (lanes_in<V> == 8 && std::is_same_v<from, float> && std::is_same_v<to, double>)
    return __builtin_ia32_cvtps2pd512_mask(a, To{}, all_lanes, current_rounding);
  else if constexpr (lanes_in<V> == 8 && std::is_same_v<from, std::int32_t> && std::is_same_v<to, double>)
    return __builtin_ia32_cvtdq2pd512_mask(a, To{}, all_lanes);
  else if constexpr (lanes_in<V> == 8 && std::is_same_v<from, std::int32_t> && whole && sizeof(to) == 8)
    return __builtin_bit_cast(To, __builtin_ia32_pmovsxdq512_mask(a, vector<long long, 8>{}, all_lanes));
#endif
#if defined(__AVX2__)
  else if constexpr (lanes_in<V> == 4 && std::is_same_v<from, float> && std::is_same_v<to, double>)
    return __builtin_ia32_cvtps2pd256(a);
  else if constexpr (lanes_in<V> == 4 && std::is_same_v<from, std::int32_t> && std::is_same_v<to, double>)
    return __builtin_ia32_cvtdq2pd256(a);
  else if constexpr (lanes_in<V> == 4 && std::is_same_v<from, std::int32_t> && whole && sizeof(to) == 8)
    return __builtin_bit_cast(To, __builtin_ia32_pmovsxdq256(a));
#endif
  else if constexpr (whole && sizeof(to) > 2 * sizeof(from)) { // one doubling at a time, the first keeps the sign
    using step = std::conditional_t<std::is_signed_v<from>, int_like<vector<from, 2>>,
                                    std::make_unsigned_t<int_like<vector<from, 2>>>>;
    return machine_convert<To>(machine_convert<vector<step, lanes_in<V>>>(a));
  } else if constexpr (whole && sizeof(from) > 2 * sizeof(to)) {
    using step = int_like<vector<to, 2>>;
    return machine_convert<To>(machine_convert<vector<step, lanes_in<V>>>(a));
  } else if constexpr (!whole && (sizeof(to) < 4 || sizeof(from) < 4)) // small integers and floats
    return machine_convert<To>(machine_convert<vector<std::int32_t, lanes_in<V>>>(a));
  else return __builtin_convertvector(a, To);
}

} // namespace tenon::simd::detail

#endif
