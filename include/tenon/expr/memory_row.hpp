// SPDX-License-Identifier: BSL-1.0
// Rows of memory: lanes as they lie there, through an access pattern.
#pragma once

#include <tenon/expr/expression.hpp>
#include <tenon/storage/scratch.hpp>

namespace tenon {

// Reads lanes from memory, `step` apart where they lie neither side by side nor in one place; one element in one place
// is spread over all of them.
template <int W, int N, spacing S, class T>
TENON_HOOK constexpr pack<T, W> load_lanes(const T* p, [[maybe_unused]] index step = 1) {
  if constexpr (S == spacing::none) return pack<T, W>(*p);
  else if constexpr (S == spacing::unit) return pack<T, W>::template load<N>(p);
  else return pack<T, W>::template gather<N>(p, step);
}
template <int N, spacing S, class T, int W>
TENON_HOOK constexpr void store_lanes(pack<T, W> v, T* p, [[maybe_unused]] index step = 1) {
  if constexpr (S == spacing::none) *p = v[0];
  else if constexpr (S == spacing::unit) v.template store<N>(p);
  else v.template scatter<N>(p, step);
}

struct add_packs {
  template <class P> TENON_HOOK static constexpr P merge(P a, P b) { return a + b; }
  template <class P> TENON_HOOK constexpr P operator()(P a, P b) const { return a + b; }
};

// the sum of the first N lanes
template <int N, class T, int W> TENON_HOOK constexpr T sum_lanes(pack<T, W> v) {
  return reduce(keep<N>(v, pack<T, W>(T(0))), add_packs{});
}

// Adds packs to gradients in memory; lanes that share one element are summed first.
template <int N, spacing S, class T, int W> TENON_HOOK constexpr void add_lanes(pack<T, W> v, T* p, index step = 1) {
  if constexpr (S == spacing::none) *p = *p + sum_lanes<N>(v);
  else store_lanes<N, S>(load_lanes<W, N, S>(static_cast<const T*>(p), step) + v, p, step);
}

// What is the same for all cursors of a statement: it stays where a cursor moves to another's place.
template <class P> struct shared_by_cursors {
  P it;
  TENON_HOOK constexpr shared_by_cursors(P p) : it(p) {}
  shared_by_cursors(const shared_by_cursors&) = default;
  TENON_HOOK constexpr shared_by_cursors& operator=(const shared_by_cursors&) { return *this; }
};

// A square of a leaf that is contiguous along the loop of its rows, turned over in registers.
template <class T, int W, bool Needed> struct turned_square {};
template <class T, int W> struct turned_square<T, W, true> {
  pack<T, W> rows[W];
  int slot = 0;

  // N lanes, `step` apart, of as many rows from p on
  template <int N, int Rows> TENON_HOOK constexpr void read(const T* p, index step) {
#pragma GCC unroll 16
    for (int i = 0; i < W; ++i) rows[i] = i < N ? pack<T, W>::template load<Rows>(p + i * step) : pack<T, W>(T(0));
    simd::transpose(rows);
  }
};

// A row of memory seen through an access pattern, for leaves, rows of lets and stored sub-expressions alike.
template <class T, mode M, class Place, bool Turned = false> struct memory_row : quiet_cursor {
  using value_type = T;
  static constexpr bool in_memory = true; // the same whenever it is read
  static constexpr bool gives_results = M.group > 1;
  shared_by_cursors<const T*> base;
  shared_by_cursors<Place> place;
  const T* p = nullptr;
  static constexpr bool constant = Place::constant;
  pack<T, constant && !M.along ? M.width : 1> value;
  [[no_unique_address]] turned_square<T, M.width, Turned> square;

  struct source {
    const T* base;
    Place place;
  };
  TENON_HOOK constexpr memory_row(const T* b, Place there) : base(b), place(there), value(), square() {}
  template <class Scope> TENON_HOOK constexpr memory_row(const source& s, const Scope&) : memory_row(s.base, s.place) {}
  TENON_HOOK constexpr void row(const position& at) {
    if constexpr (Turned) square.slot = at.slot;
    else p = base.it + place.it.offset(at);
    if constexpr (constant) {
      if constexpr (M.along) value = pack<T, 1>(*p);
      else value = load_lanes<M.width, M.lanes, Place::between_lanes>(p, place.it.lane());
    }
  }
  template <int W, int N> TENON_HOOK constexpr pack<T, W> lane(index j) const {
    if constexpr (constant) {
      if constexpr (M.along) return pack<T, W>(value[0]);
      else return value;
    } else if constexpr (Turned) return square.rows[square.slot];
    else return load_lanes<W, N, Place::between_lanes>(p + j * place.it.row(), place.it.lane());
  }
  template <int N, int Rows> TENON_HOOK constexpr void turn([[maybe_unused]] const position& first, index j) {
    if constexpr (Turned)
      square.template read<N, Rows>(base.it + place.it.offset(first) + j * place.it.row(), place.it.row());
  }
  template <int W, int N> TENON_HOOK constexpr pack<T, W> results(const position& first) const {
    return load_lanes<W, N, Place::in_group>(base.it + place.it.offset(first), place.it.group());
  }
  template <int W, int N> TENON_INLINE constexpr traced<pack<T, W>> trace(index j) const { return {lane<W, N>(j)}; }
};

} // namespace tenon
