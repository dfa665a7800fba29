// SPDX-License-Identifier: BSL-1.0
// Long sums in parts: the rounding error grows with the logarithm of their length.
#pragma once

#include <tenon/expr/memory_row.hpp>

namespace tenon {

// Accumulators of equal weight are merged in pairs, as a counter carries: the rounding error of a sum then grows with
// the logarithm of its length.
template <class P, bool Needed> struct pairwise {
  constexpr void clear() {}
};
template <class P> struct pairwise<P, true> {
  static constexpr int levels = 40;
  scratch<P> memory{levels}; // outside the cursor, which would leave the registers with it
  unsigned long long count = 0;

  constexpr void clear() { count = 0; }
  template <class Op> constexpr void add(P sum) {
    int l = 0;
    for (unsigned long long n = count++; n & 1; n >>= 1) sum = Op::merge(memory.get()[l++], sum);
    memory.get()[l] = sum;
  }
  template <class Op> constexpr P total(P sum) const {
    for (int l = 0; l < levels && count >> l; ++l)
      if (count >> l & 1) sum = Op::merge(memory.get()[l], sum);
    return sum;
  }
};

// how often such a counter carries up to a number of parts
constexpr int levels_for(index parts) {
  int levels = 1;
  while (parts >>= 1) ++levels;
  return levels;
}

// After how many rows what they have added to memory is set aside, which should cost little beside the rows; 0: never.
// `numel` elements lie as `a` says, where only as many rows as meet in one of them count.
constexpr index rows_between_pauses(const frame& f, const access& a, index numel) {
  index meeting = 1;
  for (int l = 0; l < f.outer; ++l)
    if (!f.in_row(l) && a.step[l] == 0) meeting *= f.extent[l];
  // the same for tiles of any width, which share what they set aside
  const index across = f.along() ? 1 : f.extent[f.lane] < 16 ? f.extent[f.lane] : 16;
  const index written = (a.row != 0 ? f.row_length() : 1) * across;
  if (meeting <= steps_per_pause || written == 0) return 0;
  const index worth = 16 * numel / written, every = worth > steps_per_pause ? worth : steps_per_pause;
  return every < f.rows() ? every : 0;
}

// What one value receives along a row, a lane each.
template <class T, mode M, int W> struct lane_sum {
  static constexpr bool pauses = M.pauses && std::is_floating_point_v<T>;
  pack<T, W> it;
  [[no_unique_address]] pairwise<pack<T, W>, pauses> earlier;

  TENON_HOOK constexpr void clear() {
    it = pack<T, W>(T(0));
    earlier.clear();
  }
  template <int N, int V> TENON_HOOK constexpr void add(pack<T, V> d) {
    const auto part = it.template low<V>() + keep<N>(d, pack<T, V>(T(0)));
    it = it.template with_low<V>(part);
  }
  TENON_HOOK constexpr void pause() {
    if constexpr (pauses) {
      earlier.template add<add_packs>(it);
      it = pack<T, W>(T(0));
    }
  }
  TENON_HOOK constexpr pack<T, W> total() const {
    if constexpr (pauses) return earlier.template total<add_packs>(it);
    else return it;
  }
};

} // namespace tenon
