// SPDX-License-Identifier: BSL-1.0
// Phases of neighbouring rows in one loop.
#pragma once

#include <tenon/eval/loops.hpp>

namespace tenon {

// where the loops outside the row stand at row number n
template <frame F, int L = F.outer - 1> TENON_HOOK constexpr void stand_at(const extents& x, position& at, index n) {
  if constexpr (L >= 0) {
    if constexpr (F.in_row(L) || F.extent[L] == 1) stand_at<F, L - 1>(x, at, n);
    else if constexpr ((F.outer_mask() & ((1u << L) - 1)) == 0) at.i[L] = n; // the outermost
    else {
      at.i[L] = n % x.loop[L];
      stand_at<F, L - 1>(x, at, n / x.loop[L]);
    }
  }
}
template <frame F> TENON_HOOK constexpr position position_of(const extents& x, index n) {
  position at;
  stand_at<F>(x, at, n);
  return at;
}

// the rows of which one is in phase 0, the one before it in phase 1, and so on
template <class Cursor, int... P> struct rows_in_flight : slot<P, Cursor>... {};
// one step of some phases, each of its row
template <class Rows, class Sink, int Ready, int... P> struct overlapped_step {
  Rows& rows;
  Sink& sink;
  index to; // where the row in the last phase is written

  template <int Q, int W, int N> TENON_HOOK constexpr void one(index j) {
    auto& c = at<Q>(rows);
    if constexpr (Q == Ready) write_pack<W, N>(c, to, j, sink);
    else c.template step<Q, W, N>(j);
  }
  template <int W, int N> TENON_HOOK constexpr void operator()(index j) { (one<P, W, N>(j), ...); }
  TENON_HOOK constexpr void pause() { (at<P>(rows).template pause<P>(), ...); }
};
template <frame F, int Register, bool Scalars, int Ready, int... P, class Rows, class Sink>
TENON_HOOK constexpr void overlapped_phases(const extents& x, Rows& rows, index first, Sink& sink) {
  (at<P>(rows).row(position_of<F>(x, first - P)), ...);
  (at<P>(rows).template begin<P>(), ...);
  index to = 0;
  if constexpr (((P == Ready) || ...)) to = sink.place.offset(position_of<F>(x, first - Ready));
  along_row<F, Register, Scalars>(x, overlapped_step<Rows, Sink, Ready, P...>{rows, sink, to});
  (at<P>(rows).template end<P>(), ...);
}

template <int I, class Rows> TENON_HOOK constexpr void move_up(Rows& rows) {
  if constexpr (I > 0) {
    at<I>(rows) = std::move(at<I - 1>(rows));
    move_up<I - 1>(rows);
  }
}

// Phases of neighbouring rows do not depend on each other, so that one loop runs phase P of a row beside phase P + 1
// of the row before it: what bounds the one (loads, arithmetic, stores) then overlaps with the other. Each row in
// flight has a cursor, and the cursors move up when a row is through. Where they stand is set anew for each loop: all
// leaves that read the same memory then share one pointer.
template <frame F, int Register, bool Scalars, class Cursor, class Sink, class Done, int... P>
TENON_HOOK constexpr void overlapped_rows(const extents& x, const typename Cursor::source& source, Sink sink, Done done,
                                          index begin, index end, std::integer_sequence<int, P...>) {
  constexpr int last = sizeof...(P) - 1;
  auto own = source; // all cursors take the same pointers from it
  rows_in_flight<Cursor, P...> rows{{(void(P), Cursor(own, no_scope{}))}...};
  auto through = std::move(at<last>(rows)); // then assigned member by member, which stay in registers
  for (index i = begin; i < end + last; ++i) {
    move_up<last>(rows);
    at<0>(rows) = std::move(through);
    if (begin + last <= i && i < end) overlapped_phases<F, Register, Scalars, Cursor::ready, P...>(x, rows, i, sink);
    else
      ((begin + P <= i && i < end + P ? overlapped_phases<F, Register, Scalars, Cursor::ready, P>(x, rows, i, sink)
                                      : (void)0),
       ...);
    if (begin + last <= i) {
      if constexpr (last < Cursor::ready) { // the row has one result
        at<last>(rows).template begin<Cursor::ready>();
        write_pack<1, 1>(at<last>(rows), sink.place.offset(position_of<F>(x, i - last)), 0, sink);
      }
      done();
    }
    through = std::move(at<last>(rows));
  }
}

// rows number begin to end
template <frame F, int Register, bool Scalars, class Cursor, int InFlight, class Sink, class Done>
TENON_HOOK constexpr void overlapped_rows(const extents& x, const typename Cursor::source& source, Sink sink, Done done,
                                          index begin, index end) {
  overlapped_rows<F, Register, Scalars, Cursor>(x, source, sink, done, begin, end,
                                                std::make_integer_sequence<int, InFlight>{});
}

// loops over a row, the last only where it writes more than one result
template <class Place, class Cursor> inline constexpr int overlapping = Cursor::ready + (Place::constant ? 0 : 1);
// whether there is something to overlap: two loops over a row, both long, and rows enough to be worth the code
template <frame F, class Place, class Cursor>
inline constexpr bool overlaps =
    F.along() && F.group == 1 && F.rows() >= 8 && F.rows() * F.row_length() >= overlapping_elements &&
    F.row_length() >= 4 * F.width && overlapping<Place, Cursor> > 1 && std::is_move_assignable_v<Cursor>;

} // namespace tenon
