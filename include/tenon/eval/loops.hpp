// SPDX-License-Identifier: BSL-1.0
// The loops that run over a statement's rows: packs of a row, phases of a row, rows of a frame.
#pragma once

#include <tenon/eval/plan.hpp>

namespace tenon {

// the smallest pack that holds n elements
constexpr int covering(index n) {
  int w = 1;
  while (w < n) w *= 2;
  return w;
}

// Calls visit<W, N>(j) for the packs of a row: full packs, then ever smaller ones, at last a partial register.
template <index Begin, index Length, int Width, int Register, bool Scalars, class Visit>
TENON_INLINE constexpr void sweep(Visit&& visit) {
  constexpr index full = Begin + (Length - Begin) / Width * Width;
  if constexpr (full == Begin + Width) visit.template operator()<Width, Width>(Begin);
  else if constexpr (requires { visit.pause(); } && full - Begin > steps_per_pause * Width) {
    for (index block = Begin; block < full; block += steps_per_pause * Width) {
      const index end = block + steps_per_pause * Width < full ? block + steps_per_pause * Width : full;
      for (index j = block; j < end; j += Width) visit.template operator()<Width, Width>(j);
      visit.pause();
    }
  } else
    for (index j = Begin; j < full; j += Width) visit.template operator()<Width, Width>(j);
  if constexpr (full < Length) {
    constexpr int rest = static_cast<int>(Length - full);
    if constexpr (Scalars) {
      for (index j = full; j < Length; ++j) visit.template operator()<1, 1>(j);
    } else if constexpr (Width / 2 >= Register) {
      sweep<full, Length, Width / 2, Register, Scalars>(visit);
    } else {
      visit.template operator()<covering(rest), rest>(full);
    }
  }
}

// Visits a row: along it pack by pack, across it element by element with all lanes of the tile.
template <frame F, int Register, bool Scalars, class Visit> TENON_INLINE constexpr void along_row(Visit&& visit) {
  if constexpr (F.along()) sweep<0, F.row_length(), F.width, Register, Scalars>(visit);
  else
    for (index j = 0; j < F.row_length(); ++j) {
      visit.template operator()<F.width, F.lanes>(j);
      if constexpr (requires { visit.pause(); })
        if (F.row_length() > steps_per_pause && j % steps_per_pause == steps_per_pause - 1) visit.pause();
    }
}

// Visits a row along it up to `end`, or a pack beyond.
template <frame F, int Register, bool Scalars, class Visit>
TENON_INLINE constexpr void along_row_to(index end, Visit&& visit) {
  constexpr index full = F.row_length() / F.width * F.width;
  if (end > full) along_row<F, Register, Scalars>(visit);
  else
    for (index j = 0; j < end; j += F.width) visit.template operator()<F.width, F.width>(j);
}

// one phase's steps
template <int P, class Cursor> struct stepper {
  Cursor& c;
  template <int W, int N> TENON_INLINE constexpr void operator()(index j) { c.template step<P, W, N>(j); }
  TENON_INLINE constexpr void pause() { c.template pause<P>(); }
};

// Visits what a row writes: all of it, or the one result of a reduction.
template <frame F, int Register, bool Scalars, access Place, class Visit>
TENON_INLINE constexpr void last_loop(Visit&& visit) {
  if constexpr (Place.row != 0 || F.row_length() == 1) along_row<F, Register, Scalars>(visit);
  else if constexpr (F.along()) visit.template operator()<1, 1>(0);
  else visit.template operator()<F.width, F.lanes>(0);
}

// the last phase at one pack, whose result is written
template <access Place, int W, int N, class Cursor, class Write>
TENON_INLINE constexpr void write_pack(Cursor& c, index to, index j, Write& write) {
  c.template step<Cursor::ready, W, N>(j);
  write.template operator()<N, Place.lane>(c.template lane<W, N>(j), to + j * Place.row);
}
template <frame F, int Register, bool Scalars, access Place, class Cursor, class Write>
TENON_INLINE constexpr void write_row(Cursor& c, index to, Write& write) {
  last_loop<F, Register, Scalars, Place>([&]<int W, int N>(index j)
                                             TENON_INLINE_LAMBDA { write_pack<Place, W, N>(c, to, j, write); });
}

// The phases of one row before its last, which is begun: reductions gather, lets are computed.
template <frame F, int Register, bool Scalars, int P, class Cursor> TENON_INLINE constexpr void phases(Cursor& c) {
  if constexpr (P < Cursor::ready) {
    c.template begin<P>();
    along_row<F, Register, Scalars>(stepper<P, Cursor>{c});
    c.template end<P>();
    phases<F, Register, Scalars, P + 1>(c);
  } else c.template begin<P>();
}

// the same up to column `end`
template <frame F, int Register, bool Scalars, int P, class Cursor>
TENON_INLINE constexpr void phases_to(index end, Cursor& c) {
  if constexpr (P < Cursor::ready) {
    c.template begin<P>();
    along_row_to<F, Register, Scalars>(end, stepper<P, Cursor>{c});
    c.template end<P>();
    phases_to<F, Register, Scalars, P + 1>(end, c);
  } else c.template begin<P>();
}

// The adjoint of the phases, newest first.
template <frame F, int Register, bool Scalars, int P, class Cursor> TENON_INLINE constexpr void phases_back(Cursor& c) {
  if constexpr (P >= 0) {
    c.template begin_back<P>();
    along_row<F, Register, Scalars>([&]<int W, int N>(index j) TENON_INLINE_LAMBDA { c.template back<P, W, N>(j); });
    phases_back<F, Register, Scalars, P - 1>(c);
  } else c.template begin_back<-1>();
}

// Neighbouring rows as one cursor.
template <class Cursor, frame F> struct joint_cursor {
  static constexpr int ready = Cursor::ready;
  Cursor a, b;

  TENON_INLINE constexpr void row(position at) {
    a.row(at);
    ++at.i[F.joint_loop];
    b.row(at);
  }
  template <int P> TENON_INLINE constexpr void begin() {
    a.template begin<P>();
    b.template begin<P>();
  }
  template <int P, int W, int N> TENON_INLINE constexpr void step(index j) {
    a.template step<P, W, N>(j);
    b.template step<P, W, N>(j);
  }
  template <int P> TENON_INLINE constexpr void pause() {
    a.template pause<P>();
    b.template pause<P>();
  }
  template <int P> TENON_INLINE constexpr void end() {
    a.template end<P>();
    b.template end<P>();
  }
};
template <access Place, int W, int N, class Cursor, frame F, class Write>
TENON_INLINE constexpr void write_pack(joint_cursor<Cursor, F>& c, index to, index j, Write& write) {
  write_pack<Place, W, N>(c.a, to, j, write);
  write_pack<Place, W, N>(c.b, to + Place.step[F.joint_loop], j, write);
}

// Runs `row(position)` for every position of the loops outside the row, the loop of the lanes in steps of the tile.
template <frame F, int L, index LaneBegin, index LaneEnd, class Row>
TENON_INLINE constexpr void outer_loops(position& at, Row&& row) {
  if constexpr (L == F.outer) row(at);
  else if constexpr (F.in_row(L) || F.extent[L] == 1 || (L == F.lane && F.lane_first))
    outer_loops<F, L + 1, LaneBegin, LaneEnd>(at, row);
  else if constexpr (L == F.lane)
    for (at.i[L] = LaneBegin; at.i[L] < LaneEnd; at.i[L] += F.width) outer_loops<F, L + 1, LaneBegin, LaneEnd>(at, row);
  else if constexpr (L == F.joint_loop) {
    for (at.i[L] = 0; at.i[L] + F.joint <= F.extent[L]; at.i[L] += F.joint)
      outer_loops<F, L + 1, LaneBegin, LaneEnd>(at, row);
    if constexpr (F.extent[L] % F.joint != 0) outer_loops<F, L + 1, LaneBegin, LaneEnd>(at, row);
  } else
    for (at.i[L] = 0; at.i[L] < F.extent[L]; ++at.i[L]) outer_loops<F, L + 1, LaneBegin, LaneEnd>(at, row);
}

// the same, where the lanes' loop may be the outermost: what is read again for every step of another then stays in
// cache
template <frame F, index LaneBegin, index LaneEnd, class Row>
TENON_INLINE constexpr void lane_loop_first(position& at, Row&& row) {
  if constexpr (!F.along() && F.lane_first)
    for (at.i[F.lane] = LaneBegin; at.i[F.lane] < LaneEnd; at.i[F.lane] += F.width)
      outer_loops<F, 0, LaneBegin, LaneEnd>(at, row);
  else outer_loops<F, 0, LaneBegin, LaneEnd>(at, row);
}

// the frame of the tiles that are left over when the lanes' loop is cut into tiles of F.width
template <frame F> constexpr frame narrower(index rest, int lanes) {
  frame f = F;
  f.width = pack_width(rest, lanes);
  if (f.width > rest) f.width = covering(rest);
  f.lanes = rest < f.width ? static_cast<int>(rest) : f.width;
  return f;
}

// Calls tile.run<Frame, Begin, End>() so that the tiles cover the lanes' loop; along the row there is one frame only.
template <frame F, int Register, index Begin, class Tile> TENON_INLINE constexpr void tiles(Tile&& tile) {
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
