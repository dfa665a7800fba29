// SPDX-License-Identifier: BSL-1.0
// Packs of one type from packs of another: by value, by bits, and to and from truth values.
#pragma once

#include <tenon/simd/lanes.hpp>

namespace tenon::simd {

namespace detail {

// A pack of truth values is held like a pack of int32 whose lanes are 0 or -1.
template <int W> TENON_INLINE constexpr pack<bool, W> as_mask(pack<std::int32_t, W> p) {
  if constexpr (W == 1) return pack<bool, 1>(p.v != 0);
  else if constexpr (p.halved) return join(as_mask(p.v.lo), as_mask(p.v.hi));
  else return pack<bool, W>::of(p.v);
}
template <int W> TENON_INLINE constexpr pack<std::int32_t, W> mask_lanes(pack<bool, W> p) {
  if constexpr (W == 1) return pack<std::int32_t, 1>(lane(p.v));
  else if constexpr (p.halved) return join(mask_lanes(p.v.lo), mask_lanes(p.v.hi));
  else return pack<std::int32_t, W>::of(p.v);
}

} // namespace detail

// static_cast lane by lane
template <class To, class From, int W> TENON_INLINE constexpr pack<To, W> cast(pack<From, W> p) {
  using result = pack<To, W>;
  if constexpr (std::is_same_v<To, From>) return p;
  else if constexpr (W == 1) return result(static_cast<To>(p.v));
  else if constexpr (p.halved || result::halved) return join(cast<To>(low_half(p)), cast<To>(high_half(p)));
  else if constexpr (std::is_same_v<To, bool>) return p != pack<From, W>(From{});
  else if constexpr (std::is_same_v<From, bool>) return cast<To>(pack<std::int32_t, W>::of(p.v & 1));
  else return result::of(detail::machine_convert<typename result::held_type>(p.v));
}

// the same bits as another type of the same size
template <class To, class From, int W> TENON_INLINE constexpr pack<To, W> bits_as(pack<From, W> p) {
  static_assert(sizeof(To) == sizeof(From));
  using result = pack<To, W>;
  if constexpr (p.halved) return join(bits_as<To>(p.v.lo), bits_as<To>(p.v.hi));
  else return result::of(__builtin_bit_cast(typename result::held_type, p.v));
}

namespace detail {

// all bits set or none in lanes as wide as T
template <class T, int W> TENON_INLINE constexpr auto mask_for(pack<bool, W> m) {
  return cast<int_like<T>>(mask_lanes(m));
}

} // namespace detail
} // namespace tenon::simd
