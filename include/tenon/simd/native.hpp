// SPDX-License-Identifier: BSL-1.0
// What a register of this machine holds: how many lanes of which type.
#pragma once

#include <tenon/simd/inline.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

// Masks, maxima and losses compare with infinity and nan; functions split their arguments by sums in a certain order.
// On x86-64 without FMA exp is off by 40 % where sums may be reordered.
#if (__FINITE_MATH_ONLY__ || defined(__FAST_MATH__) || defined(__ASSOCIATIVE_MATH__)) &&                               \
    !defined(TENON_ALLOW_FINITE_MATH)
#error "tenon: results rest on infinity, nan and the order of sums; compile without -ffast-math or parts of it"
#endif

namespace tenon::simd {

// AVX-512 as servers have had it since 2017
#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512DQ__) && defined(__AVX512VL__)
#define TENON_AVX512 1
#else
#define TENON_AVX512 0
#endif

// bytes of one vector register; 0 where only scalars are worth using
#if TENON_AVX512
inline constexpr int native_bytes = 64;
#elif defined(__AVX2__)
inline constexpr int native_bytes = 32;
#elif defined(__SSE2__) || defined(__ARM_NEON) || defined(__ALTIVEC__) || defined(__wasm_simd128__)
inline constexpr int native_bytes = 16;
#else
inline constexpr int native_bytes = 0;
#endif

// Sources that are compiled for different instruction sets may meet in one program, where functions of one name are
// one function. Types that name the instruction set keep apart what is made for it: packs, frames, and the nodes that
// expressions end in. Tensors and views do not name it, so that they can be exchanged.
#if TENON_AVX512
#define TENON_MACHINE [[gnu::abi_tag("avx512")]]
#elif defined(__AVX2__) && defined(__FMA__)
#define TENON_MACHINE [[gnu::abi_tag("avx2_fma")]]
#elif defined(__AVX2__)
#define TENON_MACHINE [[gnu::abi_tag("avx2")]]
#elif defined(__AVX__)
#define TENON_MACHINE [[gnu::abi_tag("avx")]]
#else
#define TENON_MACHINE
#endif

#if defined(__FMA__) || defined(__FP_FAST_FMA) || defined(__ARM_FEATURE_FMA)
inline constexpr bool native_fma = true;
#else
inline constexpr bool native_fma = false;
#endif

// A truth value in a register is as wide as a float, all bits set or none: the form in which comparisons
// leave it and selections want it.
template <class T> using lane_type = std::conditional_t<std::is_same_v<T, bool>, std::int32_t, T>;

// lanes of one register of T; 1 for types that have no vectors
template <class T>
inline constexpr int native_lanes =
    std::is_arithmetic_v<T> && sizeof(lane_type<T>) <= 8 && native_bytes >= 2 * int{sizeof(lane_type<T>)}
        ? native_bytes / int{sizeof(lane_type<T>)}
        : 1;

namespace detail {

template <class T, int W> struct vector_of {
  using type __attribute__((vector_size(sizeof(T) * std::size_t{W}))) = T;
};
template <class T, int W> using vector = typename vector_of<T, W>::type;

template <class V> using lane_of = std::remove_cvref_t<decltype(std::declval<V&>()[0])>;
template <class V> inline constexpr int lanes_in = int{sizeof(V) / sizeof(lane_of<V>)};

using f32x2 = vector<float, 2>;
using f32x4 = vector<float, 4>;
using f32x8 = vector<float, 8>;
using f32x16 = vector<float, 16>;
using f64x2 = vector<double, 2>;
using f64x4 = vector<double, 4>;
using f64x8 = vector<double, 8>;
using i32x4 = vector<std::int32_t, 4>;
using i32x8 = vector<std::int32_t, 8>;
using i32x16 = vector<std::int32_t, 16>;

// the signed integer with as many bits as T
template <std::size_t Bytes> struct int_of;
template <> struct int_of<1> {
  using type = signed char;
};
template <> struct int_of<2> {
  using type = short;
};
template <> struct int_of<4> {
  using type = int;
};
template <> struct int_of<8> {
  using type = long long;
};
template <class T> using int_like = typename int_of<sizeof(T)>::type;

// the sequence First, First + 1, ..., Count of them
template <std::size_t First, class> struct counting_from;
template <std::size_t First, std::size_t... I> struct counting_from<First, std::index_sequence<I...>> {
  using type = std::index_sequence<First + I...>;
};
template <int First, int Count>
using counting = typename counting_from<First, std::make_index_sequence<std::size_t{Count}>>::type;

template <class V, std::size_t... I> TENON_INLINE auto shuffle(V a, V b, std::index_sequence<I...>) {
  return __builtin_shufflevector(a, b, static_cast<int>(I)...);
}

} // namespace detail
} // namespace tenon::simd
