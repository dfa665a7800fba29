// SPDX-License-Identifier: BSL-1.0
// A value that belongs to the current row: computed once, read by the loops over it.
#pragma once

#include <tenon/expr/mode.hpp>
#include <tenon/simd/pack.hpp>
#include <tenon/storage/scratch.hpp>

namespace tenon {

// Along the row it is one element, across it one for each lane.
template <class T, mode M> struct row_value {
  static constexpr int width = M.along ? 1 : M.width;
  pack<T, width> it{};

  TENON_HOOK constexpr void row(const position&) {}
  TENON_HOOK constexpr void put(pack<T, width> value) { it = value; }
  TENON_HOOK constexpr void begin() {}
};

// N elements that a group of rows shares.
template <class T, int N, bool InRegisters> struct group_memory {
  scratch<T> memory{N};
  TENON_HOOK constexpr T* get() const { return memory.get(); }
};
template <class T, int N> struct group_memory<T, N, true> {
  alignas(64) T memory[N];
  TENON_HOOK constexpr T* get() { return memory; }
  TENON_HOOK constexpr const T* get() const { return memory; }
};

// Where rows run in groups, those of all rows of the group.
template <class T, mode M>
  requires(M.group > 1)
struct row_value<T, M> {
  static constexpr int width = 1;
  pack<T, 1> it{};
  group_memory<T, M.group, M.holds_group> values;
  int slot = 0;

  TENON_HOOK constexpr void row(const position& at) { slot = at.slot; }
  TENON_HOOK constexpr void put(pack<T, 1> value) { values.get()[slot] = value[0]; }
  TENON_HOOK constexpr void put_all(pack<T, M.group> value) { value.store(values.get()); }
  TENON_HOOK constexpr void begin() { it = pack<T, 1>(values.get()[slot]); }
  template <int W, int N> TENON_HOOK constexpr pack<T, W> all() const {
    return pack<T, W>::template load<N>(values.get());
  }
};

} // namespace tenon
