// SPDX-License-Identifier: BSL-1.0
// A square of elements turned over in registers.
#pragma once

#include <tenon/simd/lanes.hpp>

namespace tenon::simd {

namespace detail {
// Of two registers a and b, rows i and i + H of a square: the lanes l with and without the bit H change places with
// those of the other row.
template <int H, bool High, class V, std::size_t... L>
TENON_INLINE constexpr V exchanged(V a, V b, std::index_sequence<L...>) {
  constexpr int w = sizeof...(L);
  return __builtin_shufflevector(a, b,
                                 ((static_cast<int>(L) & H) == 0 ? static_cast<int>(L) + (High ? H : 0)
                                                                 : static_cast<int>(L) + w - (High ? 0 : H))...);
}
template <int H, class T, int W> TENON_INLINE constexpr void exchange(pack<T, W> (&row)[W]) {
  if constexpr (H < W) {
#pragma GCC unroll 16
    for (int i = 0; i < W; ++i) {
      if (i & H) continue;
      const auto a = row[i].v, b = row[i + H].v;
      row[i].v = exchanged<H, false>(a, b, std::make_index_sequence<std::size_t{W}>{});
      row[i + H].v = exchanged<H, true>(a, b, std::make_index_sequence<std::size_t{W}>{});
    }
    exchange<2 * H>(row);
  }
}
} // namespace detail

// Lane l of row i changes places with lane i of row l. W log2(W) shuffles.
template <class T, int W> TENON_INLINE constexpr void transpose(pack<T, W> (&row)[W]) {
  static_assert(W <= native_lanes<T>, "transpose: rows of one register");
  detail::exchange<1>(row);
}

} // namespace tenon::simd
