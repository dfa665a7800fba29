// SPDX-License-Identifier: BSL-1.0
// The executor: it walks the rows of a frame, each through the phases that its reductions need, in the order that the
// plan has chosen, and hands every pack to a sink.
#pragma once

#include <tenon/eval/grouped.hpp>
#include <tenon/eval/overlapped.hpp>
#include <tenon/eval/threads.hpp>

namespace tenon {

// The sink of a statement: memory. Where each pack lies half a page or more from the one before it, processors fetch
// nothing ahead: lines that will be written soon are asked for.
template <class T, class Place> struct storing {
  static constexpr index half_a_page = 2048 / sizeof(T), line = 64 / sizeof(T), rows_ahead = 4;
  T* destination;
  Place place;
  template <int N, spacing S, class P> TENON_HOOK constexpr void put(P value, index at, index step) const {
    if constexpr (S == spacing::unit && N >= line)
      if (!std::is_constant_evaluated() && place.row() >= half_a_page)
        fetch_to_write<N* static_cast<int>(sizeof(T))>(destination + at + rows_ahead * place.row());
    store_lanes<N, S>(cast<T>(value), destination + at, step);
  }
};
// after each row
struct nothing_done {
  TENON_HOOK constexpr void operator()() const {}
};

template <frame F, int Register, bool Scalars, class Cursor, class Sink>
TENON_HOOK constexpr void one_row(const extents& x, Cursor& c, const position& here, Sink& sink) {
  c.row(here);
  phases<F, Register, Scalars, 0>(x, c);
  write_row<F, Register, Scalars>(x, c, sink.place.offset(here), sink);
}

// row after row
template <frame F, int Register, bool Scalars, class Cursor, index Begin, index End, class Sink, class Done>
TENON_HOOK constexpr void plain_rows(const extents& x, const typename Cursor::source& source, Sink sink, Done done) {
  Cursor c(source, no_scope{});
  position at;
  lane_loop_first<F, Begin, End>(x, at, [&](const position& here) TENON_HOOK_LAMBDA {
    one_row<F, Register, Scalars>(x, c, here, sink);
    done();
  });
}

// some rows side by side
template <frame F, int Register, bool Scalars, class Cursor, index Begin, index End, class Sink, class Done>
TENON_HOOK constexpr void joint_rows(const extents& x, const typename Cursor::source& source, Sink sink, Done done) {
  auto own = source; // all cursors take the same pointers from it
  joint_cursor<Cursor, F, F.joint> c(own);
  position at;
  lane_loop_first<F, Begin, End>(x, at, [&](const position& here) TENON_HOOK_LAMBDA {
    constexpr index all = F.extent[F.joint_loop];
    index rows = F.joint;
    if (all % F.joint == 0 || here.i[F.joint_loop] + F.joint <= all) one_row<F, Register, Scalars>(x, c, here, sink);
    else {
      joint_cursor<Cursor, F, 1>& one = c.first();
      rows = all - here.i[F.joint_loop];
      for (position rest = here; rest.i[F.joint_loop] < all; ++rest.i[F.joint_loop])
        one_row<F, Register, Scalars>(x, one, rest, sink);
    }
    for (index i = 0; i < rows; ++i) done();
  });
}

// A frame of the same class as others: as many loops, and rows that end alike.
constexpr frame class_of(frame f) {
  const index n = f.row_length(), full = mode_of(f).pauses ? 2 * steps_per_pause : 8;
  for (int l = 0; l < f.loops; ++l)
    if (f.extent[l] != 1) f.extent[l] = f.in_row(l) ? 1 : 2;
  if (n != 1) f.extent[f.row_last] = full * f.width + n % f.width;
  return f;
}
// The rows of all frames of a class, by one function.
template <frame F, int Register, bool Scalars, class Cursor, class Sink>
TENON_FLAT [[gnu::noinline]] constexpr void common_rows(const extents& x, const typename Cursor::source& source,
                                                        Sink sink) {
  plain_rows<F, Register, Scalars, Cursor, 0, 1>(x, source, sink, nothing_done{});
}

// A statement's rows in parts that may run side by side: some of many rows, or some packs of its only row.
template <frame F, int Register, bool Scalars, class Cursor, int InFlight, class Sink> struct parted_rows {
  static constexpr index packs = 64, chunk = packs * F.width; // elements of a row in one part
  static constexpr bool by_rows = F.rows() > 1;
  static constexpr index parts = by_rows ? F.rows() : (F.row_length() + chunk - 1) / chunk;
  static constexpr bool serve = F.parallel && (by_rows || (Cursor::ready == 0 && F.row_length() > chunk));

  const typename Cursor::source& source;
  Sink sink;

  TENON_FLAT [[gnu::noinline]] void operator()(index first, index last) const {
    constexpr const extents& x = extents_of<F>::value;
    scratch_scope scope;
    if constexpr (InFlight > 1)
      overlapped_rows<F, Register, Scalars, Cursor, InFlight>(x, source, sink, nothing_done{}, first, last);
    else {
      Cursor c(source, no_scope{});
      Sink to = sink;
      if constexpr (by_rows)
        for (index r = first; r < last; ++r) one_row<F, Register, Scalars>(x, c, position_of<F>(x, r), to);
      else {
        const position here;
        const row_writer<Cursor, Sink> writer{c, to.place.offset(here), to};
        c.row(here);
        c.template begin<0>();
        constexpr int rest = static_cast<int>(F.row_length() % F.width);
        if (last < parts) sweep<F.width, 0, Register, Scalars, false>(first * chunk, last * chunk, writer);
        else sweep<F.width, rest, Register, Scalars, false>(first * chunk, x.row, writer);
      }
    }
  }
};

// Walks every row: a cursor from its source, its phases, a sink for what the rows write, and done() after each row.
template <frame F, int Register, bool Scalars, class Cursor, index Begin, index End, class Sink, class Done>
TENON_HOOK constexpr void every_row(const typename Cursor::source& source, Sink sink, Done done) {
  constexpr const extents& x = extents_of<F>::value;
  constexpr int in_flight =
      !Scalars && overlaps<F, decltype(sink.place), Cursor> ? overlapping<decltype(sink.place), Cursor> : 1;
  if constexpr (F.turned) turned_rows<F, Cursor>(source, sink);
  else if constexpr (F.group > 1) grouped_rows<F, Register, Scalars, Cursor>(x, source, sink, done);
  else if constexpr (F.joint > 1) joint_rows<F, Register, Scalars, Cursor, Begin, End>(x, source, sink, done);
  else if constexpr (F.common && std::is_same_v<Done, nothing_done>)
    common_rows<class_of(F), Register, Scalars, Cursor>(x, source, sink);
  else if constexpr (has_threads && std::is_same_v<Done, nothing_done> &&
                     parted_rows<F, Register, Scalars, Cursor, in_flight, Sink>::serve) {
    using parted = parted_rows<F, Register, Scalars, Cursor, in_flight, Sink>;
    share(parted::parts, parted{source, sink});
  } else if constexpr (in_flight > 1)
    overlapped_rows<F, Register, Scalars, Cursor, in_flight>(x, source, sink, done, 0, x.rows);
  else plain_rows<F, Register, Scalars, Cursor, Begin, End>(x, source, sink, done);
}

} // namespace tenon
