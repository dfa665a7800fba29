// SPDX-License-Identifier: BSL-1.0
// One register from and to memory, whole or its first N lanes.
#pragma once

#include <tenon/simd/machine.hpp>

namespace tenon::simd::detail {

// Whether one instruction reads or writes the first of some lanes only. Elsewhere they move in ever smaller
// halves.
template <class T, int Lanes>
inline constexpr bool has_masked_access = native_bytes == 64 && sizeof(T) >= 4 &&
                                          sizeof(T) * std::size_t{Lanes} >= 32 && sizeof(T) * std::size_t{Lanes} <= 64;

#if TENON_AVX512

// what the builtins' pointers refer to
#if defined(__clang__)
template <class V> using masked_memory = std::conditional_t<sizeof(V) == 64, lane_of<V>, V>;
#else
template <class V> using masked_memory = lane_of<V>;
#endif

template <class V> TENON_INLINE V masked_load(const void* from, unsigned lanes) {
  const auto p = static_cast<const masked_memory<V>*>(from);
  if constexpr (sizeof(lane_of<V>) == 4)
    if constexpr (sizeof(V) == 64) return __builtin_ia32_loaddqusi512_mask(p, V{}, static_cast<unsigned short>(lanes));
    else return __builtin_ia32_loaddqusi256_mask(p, V{}, static_cast<unsigned char>(lanes));
  else if constexpr (sizeof(V) == 64)
    return __builtin_ia32_loaddqudi512_mask(p, V{}, static_cast<unsigned char>(lanes));
  else return __builtin_ia32_loaddqudi256_mask(p, V{}, static_cast<unsigned char>(lanes));
}

template <class V> TENON_INLINE void masked_store(void* to, V v, unsigned lanes) {
  const auto p = static_cast<masked_memory<V>*>(to);
  if constexpr (sizeof(lane_of<V>) == 4)
    if constexpr (sizeof(V) == 64) __builtin_ia32_storedqusi512_mask(p, v, static_cast<unsigned short>(lanes));
    else __builtin_ia32_storedqusi256_mask(p, v, static_cast<unsigned char>(lanes));
  else if constexpr (sizeof(V) == 64) __builtin_ia32_storedqudi512_mask(p, v, static_cast<unsigned char>(lanes));
  else __builtin_ia32_storedqudi256_mask(p, v, static_cast<unsigned char>(lanes));
}

#endif

template <class V, int N> TENON_INLINE V load(const void* p) {
#if TENON_AVX512
  if constexpr (N < lanes_in<V>) {
    using bits = vector<int_like<lane_of<V>>, lanes_in<V>>;
    return __builtin_bit_cast(V, masked_load<bits>(p, (1u << N) - 1));
  } else
#endif
  {
    V v;
    __builtin_memcpy(&v, p, sizeof(V));
    return v;
  }
}

template <int N, class V> TENON_INLINE void store(void* p, V v) {
#if TENON_AVX512
  if constexpr (N < lanes_in<V>) {
    using bits = vector<int_like<lane_of<V>>, lanes_in<V>>;
    masked_store(p, __builtin_bit_cast(bits, v), (1u << N) - 1);
  } else
#endif
    __builtin_memcpy(p, &v, sizeof(V));
}

} // namespace tenon::simd::detail

namespace tenon {

// asks for so many bytes that will be written soon
template <int Bytes, class T> TENON_INLINE constexpr void fetch_to_write(const T* p) {
  if (std::is_constant_evaluated()) return;
  for (int line = 0; line < Bytes; line += 64) __builtin_prefetch(reinterpret_cast<const char*>(p) + line, 1);
}

} // namespace tenon
