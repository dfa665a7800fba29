// SPDX-License-Identifier: BSL-1.0
// A value that belongs to the current row: computed once, read by the loops over it.
#pragma once

#include <tenon/expr/frame.hpp>
#include <tenon/simd/pack.hpp>
#include <tenon/storage/scratch.hpp>

namespace tenon {

// Along the row it is one element, across it one for each lane.
template <class T, frame F> struct row_value {
  static constexpr int width = F.along() ? 1 : F.width;
  pack<T, width> it{};

  TENON_INLINE constexpr void row(const position&) {}
  TENON_INLINE constexpr void put(pack<T, width> value) { it = value; }
  TENON_INLINE constexpr void begin() {}
};

// Where rows run in groups, those of all rows of the group.
template <class T, frame F>
  requires(F.group > 1)
struct row_value<T, F> {
  static constexpr int width = 1;
  pack<T, 1> it{};
  scratch<T> values{F.group};
  int slot = 0;

  TENON_INLINE constexpr void row(const position& at) { slot = at.slot; }
  TENON_INLINE constexpr void put(pack<T, 1> value) { values.get()[slot] = value[0]; }
  TENON_INLINE constexpr void put_all(pack<T, F.group> value) { value.store(values.get()); }
  TENON_INLINE constexpr void begin() { it = pack<T, 1>(values.get()[slot]); }
  template <int W, int N> TENON_INLINE constexpr pack<T, W> all() const {
    return pack<T, W>::template load<N>(values.get());
  }
};

} // namespace tenon
