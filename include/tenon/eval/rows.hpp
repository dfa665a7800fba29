// SPDX-License-Identifier: BSL-1.0
// The executor: the only loops of the library that run over a statement. It walks the rows of a frame, each through
// the phases that its reductions need, and hands every pack to a sink.
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

// ---- every row of a statement ----

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

// Runs `rows(position)` for every position of the loops outside the row but the group's.
template <frame F, int L, class Rows> TENON_INLINE constexpr void other_loops(position& at, Rows&& rows) {
  if constexpr (L == F.outer) rows(at);
  else if constexpr (F.in_row(L) || F.extent[L] == 1 || L == F.group_loop) other_loops<F, L + 1>(at, rows);
  else
    for (at.i[L] = 0; at.i[L] < F.extent[L]; ++at.i[L]) other_loops<F, L + 1>(at, rows);
}
// Runs `rows<N>(position)` for every group of N rows, which lie along one loop.
template <frame F, class Rows> TENON_INLINE constexpr void groups(position& at, Rows&& rows) {
  other_loops<F, 0>(at, [&](position& here) TENON_INLINE_LAMBDA {
    constexpr int g = F.group_loop;
    constexpr index full = F.extent[g] / F.group * F.group;
    for (here.i[g] = 0; here.i[g] < full; here.i[g] += F.group) rows.template operator()<F.group>(here);
    if constexpr (full < F.extent[g]) rows.template operator()<static_cast<int>(F.extent[g] - full)>(here);
  });
}
// Runs `row(position)` for each of a group.
template <frame F, int Rows, class Row> TENON_INLINE constexpr void each_of_group(position at, Row&& row) {
  if constexpr (F.holds_group()) {
    [&]<int... I>(std::integer_sequence<int, I...>) TENON_INLINE_LAMBDA {
      ((row(at), ++at.slot, ++at.i[F.group_loop], void(I)), ...);
    }(std::make_integer_sequence<int, Rows>{});
  } else
    for (at.slot = 0; at.slot < Rows; ++at.slot, ++at.i[F.group_loop]) row(at);
}

// The phases of a group of rows before the last: each for all rows, which are then reduced together.
template <frame F, int Register, bool Scalars, int Rows, int P, class Cursor>
TENON_INLINE constexpr void grouped_phases(Cursor& c, const position& first) {
  if constexpr (P < Cursor::ready) {
    each_of_group<F, Rows>(first, [&](const position& here) TENON_INLINE_LAMBDA {
      c.row(here);
      c.template begin<P>();
      along_row<F, Register, Scalars>(stepper<P, Cursor>{c});
      c.template end<P>();
    });
    c.template close<P, Rows>(first);
    grouped_phases<F, Register, Scalars, Rows, P + 1>(c, first);
  }
}

template <frame F, int Register, bool Scalars, access Place, class Make, class Write, class Done>
TENON_INLINE constexpr void grouped_rows(Make make, Write write, Done done) {
  using Cursor = decltype(make());
  Cursor c = make();
  position at;
  groups<F>(at, [&]<int Rows>(const position& first) TENON_INLINE_LAMBDA {
    grouped_phases<F, Register, Scalars, Rows, 0>(c, first);
    constexpr index step = Place.step[F.group_loop];
    if constexpr (Place.row == 0 && step != 0 && Cursor::gives_results) {
      write.template operator()<Rows, step>(c.template results<F.group, Rows>(first), row_offset<Place, F>(first));
      for (int i = 0; i < Rows; ++i) done();
    } else
      each_of_group<F, Rows>(first, [&](const position& here) TENON_INLINE_LAMBDA {
        c.row(here);
        c.template begin<Cursor::ready>();
        write_row<F, Register, Scalars, Place>(c, row_offset<Place, F>(here), write);
        done();
      });
  });
}

// Rows of which some leaves are read in squares: blocks of several squares, so that the lines they touch are used up.
template <frame F, access Place, class Cursor, class Write> struct turned_block {
  static constexpr index span = 8 * F.width;
  static constexpr index rows = F.extent[F.group_loop], length = F.row_length();
  static constexpr index full_rows = rows / F.group * F.group, full_length = length / F.width * F.width;
  Cursor& c;
  Write& write;

  template <int N, int Rows> TENON_INLINE constexpr void square(const position& first, index j) {
    c.template turn<N, Rows>(first, j);
    position here = first;
#pragma GCC unroll 16
    for (here.slot = 0; here.slot < Rows; ++here.slot, ++here.i[F.group_loop]) {
      c.row(here);
      c.template begin<Cursor::ready>();
      write_pack<Place, F.width, N>(c, row_offset<Place, F>(here), j, write);
    }
  }
  template <int Rows> TENON_INLINE constexpr void squares(const position& first, index begin, index end) {
    for (index j = begin; j < end; j += F.width) square<F.width, Rows>(first, j);
    if constexpr (full_length < length)
      if (end == full_length) square<static_cast<int>(length - full_length), Rows>(first, full_length);
  }
  constexpr void all(position at) {
    index& i = at.i[F.group_loop];
    for (index block = 0; block < rows; block += span)
      for (index begin = 0; begin < full_length; begin += span) {
        const index end = begin + span < full_length ? begin + span : full_length;
        for (i = block; i < full_rows && i < block + span; i += F.group) squares<F.group>(at, begin, end);
        if constexpr (full_rows < rows)
          if (i == full_rows) squares<static_cast<int>(rows - full_rows)>(at, begin, end);
      }
  }
};
template <frame F, access Place, class Make, class Write>
TENON_INLINE constexpr void turned_rows(Make make, Write write) {
  using Cursor = decltype(make());
  Cursor c = make();
  position at;
  other_loops<F, 0>(at, [&](const position& first)
                            TENON_INLINE_LAMBDA { turned_block<F, Place, Cursor, Write>{c, write}.all(first); });
}

// Walks every row: a cursor from make(), its phases, write<N, Step>(pack, offset) for what the row writes, where the
// offset is that of the first lane in memory seen through `Place`, N lanes are valid and lie Step apart, and done()
// after each row.
template <frame F, int Register, bool Scalars, access Place, index Begin, index End, class Make, class Write,
          class Done>
TENON_INLINE constexpr void every_row(Make make, Write write, Done done) {
  using Cursor = decltype(make());
  if constexpr (F.turned) turned_rows<F, Place>(make, write);
  else if constexpr (F.group > 1) grouped_rows<F, Register, Scalars, Place>(make, write, done);
  else if constexpr (!Scalars && overlaps<F, Place, Cursor>) {
    overlapped_rows<F, Register, Scalars, Place>(make, write, done,
                                                 std::make_integer_sequence<int, overlapping<Place, Cursor>>{});
  } else {
    const auto run = [&](auto& c, const position& here) TENON_INLINE_LAMBDA {
      c.row(here);
      phases<F, Register, Scalars, 0>(c);
      write_row<F, Register, Scalars, Place>(c, row_offset<Place, F>(here), write);
    };
    position at;
    if constexpr (F.joint > 1) {
      joint_cursor<Cursor, F> c{make(), make()};
      lane_loop_first<F, Begin, End>(at, [&](const position& here) TENON_INLINE_LAMBDA {
        const bool both =
            F.extent[F.joint_loop] % F.joint == 0 || here.i[F.joint_loop] + F.joint <= F.extent[F.joint_loop];
        if (both) run(c, here);
        else run(c.a, here);
        for (int i = 0; i < (both ? F.joint : 1); ++i) done();
      });
    } else {
      Cursor c = make();
      lane_loop_first<F, Begin, End>(at, [&](const position& here) TENON_INLINE_LAMBDA {
        run(c, here);
        done();
      });
    }
  }
}

} // namespace tenon
