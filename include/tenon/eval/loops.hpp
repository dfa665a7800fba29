// SPDX-License-Identifier: BSL-1.0
// The loops that run over a statement's rows: packs of a row, phases of a row, rows of a frame.
#pragma once

#include <tenon/eval/plan.hpp>

namespace tenon {

// A frame's numbers as loops run by them. Loops know a frame's class when compiling and its numbers when running, so
// that shapes may share them; where they do not, the numbers are constants.
struct extents {
  index loop[max_loops]{};
  index row = 0;  // length
  index rows = 0; // how many
};
template <frame F> struct extents_of {
  static constexpr extents value = [] {
    extents x;
    for (int l = 0; l < F.loops; ++l) x.loop[l] = F.extent[l];
    x.row = F.row_length();
    x.rows = F.rows();
    return x;
  }();
};

// Calls visit<W, N>(j) for the packs of a row from `begin` to `end`, Rest elements beyond the last full one: full
// packs, then ever smaller ones, at last a partial register.
template <int Width, int Rest, int Register, bool Scalars, bool Pauses, class Visit>
TENON_HOOK constexpr void sweep(index begin, index end, Visit&& visit) {
  const index full = end - Rest;
  if constexpr (Pauses && requires { visit.pause(); }) {
    for (index block = begin; block < full; block += steps_per_pause * Width) {
      const index stop = block + steps_per_pause * Width < full ? block + steps_per_pause * Width : full;
      for (index j = block; j < stop; j += Width) visit.template operator()<Width, Width>(j);
      visit.pause();
    }
  } else
    for (index j = begin; j < full; j += Width) visit.template operator()<Width, Width>(j);
  if constexpr (Rest > 0) {
    if constexpr (Scalars) {
      for (index j = full; j < end; ++j) visit.template operator()<1, 1>(j);
    } else if constexpr (Width / 2 >= Register)
      sweep<Width / 2, Rest % (Width / 2), Register, Scalars, false>(full, end, visit);
    else visit.template operator()<simd::covering(Rest), Rest>(full);
  }
}

// Visits a row: along it pack by pack, across it element by element with all lanes of the tile.
template <frame F, int Register, bool Scalars, class Visit>
TENON_HOOK constexpr void along_row(const extents& x, Visit&& visit) {
  constexpr bool pauses = mode_of(F).pauses;
  if constexpr (F.along())
    sweep<F.width, static_cast<int>(F.row_length() % F.width), Register, Scalars, pauses>(0, x.row, visit);
  else
    for (index j = 0; j < x.row; ++j) {
      visit.template operator()<F.width, F.lanes>(j);
      if constexpr (pauses && requires { visit.pause(); })
        if (j % steps_per_pause == steps_per_pause - 1) visit.pause();
    }
}

// Visits a row along it up to `end`, or a pack beyond.
template <frame F, int Register, bool Scalars, class Visit>
TENON_HOOK constexpr void along_row_to(const extents& x, index end, Visit&& visit) {
  constexpr index full = F.row_length() / F.width * F.width;
  if (end > full) along_row<F, Register, Scalars>(x, visit);
  else
    for (index j = 0; j < end; j += F.width) visit.template operator()<F.width, F.width>(j);
}

// one phase's steps
template <int P, class Cursor> struct stepper {
  Cursor& c;
  template <int W, int N> TENON_HOOK constexpr void operator()(index j) { c.template step<P, W, N>(j); }
  TENON_HOOK constexpr void pause() { c.template pause<P>(); }
};

// Visits what a row writes: all of it, or the one result of a reduction.
template <frame F, int Register, bool Scalars, class Place, class Visit>
TENON_HOOK constexpr void last_loop(const extents& x, Visit&& visit) {
  if constexpr (!Place::constant || F.row_length() == 1) along_row<F, Register, Scalars>(x, visit);
  else if constexpr (F.along()) visit.template operator()<1, 1>(0);
  else visit.template operator()<F.width, F.lanes>(0);
}

// The last phase at one pack, whose result is written. A sink has a place and put<N, spacing>(pack, offset, step).
template <int W, int N, class Cursor, class Sink>
TENON_HOOK constexpr void write_pack(Cursor& c, index to, index j, Sink& sink) {
  using place = decltype(sink.place);
  c.template step<Cursor::ready, W, N>(j);
  sink.template put<N, place::between_lanes>(c.template lane<W, N>(j), to + j * sink.place.row(), sink.place.lane());
}
template <class Cursor, class Sink> struct row_writer {
  Cursor& c;
  index to;
  Sink& sink;
  template <int W, int N> TENON_HOOK constexpr void operator()(index j) const { write_pack<W, N>(c, to, j, sink); }
};
template <frame F, int Register, bool Scalars, class Cursor, class Sink>
TENON_HOOK constexpr void write_row(const extents& x, Cursor& c, index to, Sink& sink) {
  last_loop<F, Register, Scalars, decltype(sink.place)>(x, row_writer<Cursor, Sink>{c, to, sink});
}

// The phases of one row before its last, which is begun: reductions gather, lets are computed.
template <frame F, int Register, bool Scalars, int P, class Cursor>
TENON_HOOK constexpr void phases(const extents& x, Cursor& c) {
  if constexpr (P < Cursor::ready) {
    c.template begin<P>();
    along_row<F, Register, Scalars>(x, stepper<P, Cursor>{c});
    c.template end<P>();
    phases<F, Register, Scalars, P + 1>(x, c);
  } else c.template begin<P>();
}

// the same up to column `end`
template <frame F, int Register, bool Scalars, int P, class Cursor>
TENON_HOOK constexpr void phases_to(const extents& x, index end, Cursor& c) {
  if constexpr (P < Cursor::ready) {
    c.template begin<P>();
    along_row_to<F, Register, Scalars>(x, end, stepper<P, Cursor>{c});
    c.template end<P>();
    phases_to<F, Register, Scalars, P + 1>(x, end, c);
  } else c.template begin<P>();
}

// one phase's steps back
template <int P, class Cursor> struct stepper_back {
  Cursor& c;
  template <int W, int N> TENON_HOOK constexpr void operator()(index j) { c.template back<P, W, N>(j); }
  TENON_HOOK constexpr void pause() { c.pause_back(); }
};

// The adjoint of the phases, newest first.
template <frame F, int Register, bool Scalars, int P, class Cursor>
TENON_HOOK constexpr void phases_back(const extents& x, Cursor& c) {
  if constexpr (P >= 0) {
    c.template begin_back<P>();
    along_row<F, Register, Scalars>(x, stepper_back<P, Cursor>{c});
    phases_back<F, Register, Scalars, P - 1>(x, c);
  } else c.template begin_back<-1>();
}

// the same up to column `end`
template <frame F, int Register, bool Scalars, int P, class Cursor>
TENON_HOOK constexpr void phases_back_to(const extents& x, index end, Cursor& c) {
  if constexpr (P >= 0) {
    c.template begin_back<P>();
    along_row_to<F, Register, Scalars>(x, end, stepper_back<P, Cursor>{c});
    phases_back_to<F, Register, Scalars, P - 1>(x, end, c);
  } else c.template begin_back<-1>();
}

// Neighbouring rows as one cursor, of halves: a power of two of them.
template <class Cursor, frame F, int Rows> struct joint_cursor {
  using half = joint_cursor<Cursor, F, Rows / 2>;
  static constexpr int ready = Cursor::ready;
  half a, b;

  TENON_HOOK constexpr explicit joint_cursor(const typename Cursor::source& s) : a(s), b(s) {}
  TENON_HOOK constexpr auto& first() { return a.first(); }
  TENON_HOOK constexpr void row(position at) {
    a.row(at);
    at.i[F.joint_loop] += Rows / 2;
    b.row(at);
  }
  template <int P> TENON_HOOK constexpr void begin() {
    a.template begin<P>();
    b.template begin<P>();
  }
  template <int P, int W, int N> TENON_HOOK constexpr void step(index j) {
    a.template step<P, W, N>(j);
    b.template step<P, W, N>(j);
  }
  template <int P> TENON_HOOK constexpr void pause() {
    a.template pause<P>();
    b.template pause<P>();
  }
  template <int P> TENON_HOOK constexpr void end() {
    a.template end<P>();
    b.template end<P>();
  }
};
template <class Cursor, frame F> struct joint_cursor<Cursor, F, 1> : Cursor {
  TENON_HOOK constexpr explicit joint_cursor(const typename Cursor::source& s) : Cursor(s, no_scope{}) {}
  TENON_HOOK constexpr auto& first() { return *this; }
};
template <int W, int N, class Cursor, frame F, int Rows, class Sink>
  requires(Rows > 1)
TENON_HOOK constexpr void write_pack(joint_cursor<Cursor, F, Rows>& c, index to, index j, Sink& sink) {
  write_pack<W, N>(c.a, to, j, sink);
  write_pack<W, N>(c.b, to + Rows / 2 * sink.place.numbers->step[F.joint_loop], j, sink);
}

// Runs `row(position)` for every position of the loops outside the row, the loop of the lanes in steps of the tile.
template <frame F, int L, index LaneBegin, index LaneEnd, class Row>
TENON_HOOK constexpr void outer_loops(const extents& x, position& at, Row&& row) {
  if constexpr (L == F.outer) row(at);
  else if constexpr (F.in_row(L) || F.extent[L] == 1 || (L == F.lane && F.lane_first))
    outer_loops<F, L + 1, LaneBegin, LaneEnd>(x, at, row);
  else if constexpr (L == F.lane)
    for (at.i[L] = LaneBegin; at.i[L] < LaneEnd; at.i[L] += F.width)
      outer_loops<F, L + 1, LaneBegin, LaneEnd>(x, at, row);
  else if constexpr (L == F.joint_loop) {
    for (at.i[L] = 0; at.i[L] + F.joint <= x.loop[L]; at.i[L] += F.joint)
      outer_loops<F, L + 1, LaneBegin, LaneEnd>(x, at, row);
    if constexpr (F.extent[L] % F.joint != 0) outer_loops<F, L + 1, LaneBegin, LaneEnd>(x, at, row);
  } else
    for (at.i[L] = 0; at.i[L] < x.loop[L]; ++at.i[L]) outer_loops<F, L + 1, LaneBegin, LaneEnd>(x, at, row);
}

// the same, where the lanes' loop may be the outermost: what is read again for every step of another then stays in
// cache
template <frame F, index LaneBegin, index LaneEnd, class Row>
TENON_HOOK constexpr void lane_loop_first(const extents& x, position& at, Row&& row) {
  if constexpr (!F.along() && F.lane_first)
    for (at.i[F.lane] = LaneBegin; at.i[F.lane] < LaneEnd; at.i[F.lane] += F.width)
      outer_loops<F, 0, LaneBegin, LaneEnd>(x, at, row);
  else outer_loops<F, 0, LaneBegin, LaneEnd>(x, at, row);
}

// the frame of the tiles that are left over when the lanes' loop is cut into tiles of F.width
template <frame F> constexpr frame narrower(index rest, int lanes) {
  frame f = F;
  f.width = pack_width(rest, lanes);
  f.lanes = rest < f.width ? static_cast<int>(rest) : f.width;
  return f;
}

// Calls tile.run<Frame, Begin, End>() so that the tiles cover the lanes' loop; along the row there is one frame only.
template <frame F, int Register, index Begin, class Tile> TENON_HOOK constexpr void tiles(Tile&& tile) {
  if constexpr (F.along()) tile.template operator()<F, 0, 1>();
  else {
    constexpr index extent = F.extent[F.lane];
    constexpr index full = F.lanes < F.width ? extent : Begin + (extent - Begin) / F.width * F.width;
    tile.template operator()<F, Begin, full>();
    if constexpr (full < extent) {
      constexpr frame rest = narrower<F>(extent - full, Register);
      tiles<rest, Register, full>(tile);
    }
  }
}

} // namespace tenon
