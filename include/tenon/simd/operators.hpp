// SPDX-License-Identifier: BSL-1.0
// Arithmetic, comparison and selection, lane by lane.
#pragma once

#include <tenon/simd/convert.hpp>

namespace tenon::simd {

namespace detail {

// f on each register of the packs, or on each value
template <class F, class T, int W, class... P> TENON_INLINE constexpr pack<T, W> each(F f, pack<T, W> a, P... b) {
  if constexpr (a.halved) return join(each(f, a.v.lo, b.v.lo...), each(f, a.v.hi, b.v.hi...));
  else return pack<T, W>::of(static_cast<typename pack<T, W>::held_type>(f(a.v, b.v...)));
}

// f compares two registers or two values
template <class F, class T, int W> TENON_INLINE constexpr pack<bool, W> compare(F f, pack<T, W> a, pack<T, W> b) {
  if constexpr (W == 1) return pack<bool, 1>(static_cast<bool>(f(a.v, b.v)));
  else if constexpr (a.halved) return join(compare(f, a.v.lo, b.v.lo), compare(f, a.v.hi, b.v.hi));
  else {
    using lanes = pack<int_like<lane_type<T>>, W>;
    return as_mask(cast<std::int32_t>(lanes::of(__builtin_bit_cast(typename lanes::held_type, f(a.v, b.v)))));
  }
}

} // namespace detail

#define TENON_SIMD_BINARY(op)                                                                                          \
  template <class T, int W> TENON_INLINE constexpr pack<T, W> operator op(pack<T, W> a, pack<T, W> b) {                \
    return detail::each([](auto x, auto y) TENON_INLINE_LAMBDA { TENON_CONTRACTS return x op y; }, a, b);              \
  }                                                                                                                    \
  template <class T, int W> TENON_INLINE constexpr pack<T, W>& operator op##=(pack<T, W>& a, pack<T, W> b) {           \
    return a = a op b;                                                                                                 \
  }
TENON_SIMD_BINARY(+)
TENON_SIMD_BINARY(-)
TENON_SIMD_BINARY(*)
TENON_SIMD_BINARY(/)
TENON_SIMD_BINARY(%)
TENON_SIMD_BINARY(&)
TENON_SIMD_BINARY(|)
TENON_SIMD_BINARY(^)
TENON_SIMD_BINARY(<<)
TENON_SIMD_BINARY(>>)
#undef TENON_SIMD_BINARY

// Lanes hold truth values as all bits or none, which are no numbers: what C++ makes of those, true being 1.
template <int W> TENON_INLINE constexpr pack<bool, W> operator+(pack<bool, W> a, pack<bool, W> b) { return a | b; }
template <int W> TENON_INLINE constexpr pack<bool, W> operator-(pack<bool, W> a, pack<bool, W> b) { return a ^ b; }
template <int W> TENON_INLINE constexpr pack<bool, W> operator*(pack<bool, W> a, pack<bool, W> b) { return a & b; }
template <int W> TENON_INLINE constexpr pack<bool, W> operator-(pack<bool, W> a) { return a; }

#define TENON_SIMD_COMPARE(op)                                                                                         \
  template <class T, int W> TENON_INLINE constexpr pack<bool, W> operator op(pack<T, W> a, pack<T, W> b) {             \
    constexpr auto f = [](auto x, auto y) TENON_INLINE_LAMBDA { return x op y; };                                      \
    if constexpr (std::is_same_v<T, bool> && W > 1) return detail::compare(f, b, a); /* all bits are -1 */             \
    else return detail::compare(f, a, b);                                                                              \
  }
TENON_SIMD_COMPARE(==)
TENON_SIMD_COMPARE(!=)
TENON_SIMD_COMPARE(<)
TENON_SIMD_COMPARE(<=)
TENON_SIMD_COMPARE(>)
TENON_SIMD_COMPARE(>=)
#undef TENON_SIMD_COMPARE

template <class T, int W> TENON_INLINE constexpr pack<T, W> operator-(pack<T, W> a) {
  return detail::each([](auto x) TENON_INLINE_LAMBDA { return -x; }, a);
}
template <class T, int W> TENON_INLINE constexpr pack<T, W> operator~(pack<T, W> a) {
  return detail::each([](auto x) TENON_INLINE_LAMBDA { return ~x; }, a);
}
template <int W> TENON_INLINE constexpr pack<bool, W> operator!(pack<bool, W> a) {
  if constexpr (W == 1) return pack<bool, 1>(!a.v);
  else return detail::each([](auto x) TENON_INLINE_LAMBDA { return ~x; }, a);
}

// whether any lane, or every lane, is true
template <int W> TENON_INLINE constexpr bool any(pack<bool, W> m) {
  if constexpr (W == 1) return m.v;
  else if constexpr (sizeof(m.v) == sizeof(long long)) return __builtin_bit_cast(long long, m.v) != 0;
  else return any(low_half(m) | high_half(m));
}
template <int W> TENON_INLINE constexpr bool all(pack<bool, W> m) { return !any(!m); }

// a where m holds, else b
template <class T, int W> TENON_INLINE constexpr pack<T, W> select(pack<bool, W> m, pack<T, W> a, pack<T, W> b) {
  if constexpr (W == 1) return m.v ? a : b;
  else if constexpr (a.halved) return join(select(low_half(m), a.v.lo, b.v.lo), select(high_half(m), a.v.hi, b.v.hi));
  else return pack<T, W>::of(detail::mask_for<lane_type<T>>(m).v ? a.v : b.v);
}

} // namespace tenon::simd
