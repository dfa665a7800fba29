// SPDX-License-Identifier: BSL-1.0
// Phases of neighbouring rows in one loop.
#pragma once

#include <tenon/eval/loops.hpp>

namespace tenon {

// where the loops outside the row stand at row number n
template <frame F, int L = F.outer - 1> TENON_INLINE constexpr void stand_at(position& at, index n) {
  if constexpr (L >= 0) {
    if constexpr (F.in_row(L) || F.extent[L] == 1) stand_at<F, L - 1>(at, n);
    else if constexpr ((F.outer_mask() & ((1u << L) - 1)) == 0) at.i[L] = n; // the outermost
    else {
      at.i[L] = n % F.extent[L];
      stand_at<F, L - 1>(at, n / F.extent[L]);
    }
  }
}
template <frame F> TENON_INLINE constexpr position position_of(index n) {
  position at;
  stand_at<F>(at, n);
  return at;
}

// the rows of which one is in phase 0, the one before it in phase 1, and so on
template <class Cursor, int... P> struct rows_in_flight : slot<P, Cursor>... {};

// one step of some phases, each of its row; row number `first` is in phase 0
template <frame F, access Place, class Rows, class Write, int Ready, int... P> struct overlapped_step {
  Rows& rows;
  Write& write;
  index first;

  template <int Q, int W, int N> TENON_INLINE constexpr void one(index j) {
    auto& c = at<Q>(rows);
    if constexpr (Q == Ready) write_pack<Place, W, N>(c, row_offset<Place, F>(position_of<F>(first - Q)), j, write);
    else c.template step<Q, W, N>(j);
  }
  template <int W, int N> TENON_INLINE constexpr void operator()(index j) { (one<P, W, N>(j), ...); }
  TENON_INLINE constexpr void pause() { (at<P>(rows).template pause<P>(), ...); }
};
template <frame F, int Register, bool Scalars, access Place, int Ready, int... P, class Rows, class Write>
TENON_INLINE constexpr void overlapped_phases(Rows& rows, index first, Write& write) {
  (at<P>(rows).row(position_of<F>(first - P)), ...);
  (at<P>(rows).template begin<P>(), ...);
  along_row<F, Register, Scalars>(overlapped_step<F, Place, Rows, Write, Ready, P...>{rows, write, first});
  (at<P>(rows).template end<P>(), ...);
}

template <int I, class Rows> TENON_INLINE constexpr void move_up(Rows& rows) {
  if constexpr (I > 0) {
    at<I>(rows) = std::move(at<I - 1>(rows));
    move_up<I - 1>(rows);
  }
}

// Phases of neighbouring rows do not depend on each other, so that one loop runs phase P of a row beside phase P + 1
// of the row before it: what bounds the one (loads, arithmetic, stores) then overlaps with the other. Each row in
// flight has a cursor, and the cursors move up when a row is through. Where they stand is set anew for each loop: all
// leaves that read the same memory then share one pointer.
template <frame F, int Register, bool Scalars, access Place, class Make, class Write, class Done, int... P>
TENON_INLINE constexpr void overlapped_rows(Make make, Write write, Done done, std::integer_sequence<int, P...>) {
  using Cursor = decltype(make());
  constexpr int last = sizeof...(P) - 1;
  constexpr index n = F.rows();
  rows_in_flight<Cursor, P...> rows{{(void(P), make())}...};
  for (index i = 0; i < n + last; ++i) {
    auto through = std::move(at<last>(rows));
    move_up<last>(rows);
    at<0>(rows) = std::move(through);
    if (last <= i && i < n) overlapped_phases<F, Register, Scalars, Place, Cursor::ready, P...>(rows, i, write);
    else
      ((P <= i && i < n + P ? overlapped_phases<F, Register, Scalars, Place, Cursor::ready, P>(rows, i, write)
                            : (void)0),
       ...);
    if (i < last) continue;
    if constexpr (last < Cursor::ready) { // the row has one result
      at<last>(rows).template begin<Cursor::ready>();
      write_pack<Place, 1, 1>(at<last>(rows), row_offset<Place, F>(position_of<F>(i - last)), 0, write);
    }
    done();
  }
}

// loops over a row, the last only where it writes more than one result
template <access Place, class Cursor> inline constexpr int overlapping = Cursor::ready + (Place.row != 0 ? 1 : 0);
// whether there is something to overlap: two loops over a row, both long, and rows enough to be worth the code
template <frame F, access Place, class Cursor>
inline constexpr bool overlaps =
    F.along() && F.group == 1 && F.rows() >= 8 && F.rows() * F.row_length() >= 1 << 14 &&
    F.row_length() >= 4 * F.width && overlapping<Place, Cursor> > 1 && std::is_move_assignable_v<Cursor>;

} // namespace tenon
