// SPDX-License-Identifier: BSL-1.0
// Rows in groups: short ones that are reduced together, and squares that are turned over.
#pragma once

#include <tenon/eval/loops.hpp>

namespace tenon {

// Runs `rows(position)` for every position of the loops outside the row but the group's.
template <frame F, int L, class Rows> TENON_HOOK constexpr void other_loops(position& at, Rows&& rows) {
  if constexpr (L == F.outer) rows(at);
  else if constexpr (F.in_row(L) || F.extent[L] == 1 || L == F.group_loop) other_loops<F, L + 1>(at, rows);
  else
    for (at.i[L] = 0; at.i[L] < F.extent[L]; ++at.i[L]) other_loops<F, L + 1>(at, rows);
}
// Runs `rows<N>(position)` for every group of N rows, which lie along one loop.
template <frame F, class Rows> TENON_HOOK constexpr void groups(position& at, Rows&& rows) {
  other_loops<F, 0>(at, [&](position& here) TENON_HOOK_LAMBDA {
    constexpr int g = F.group_loop;
    constexpr index full = F.extent[g] / F.group * F.group;
    for (here.i[g] = 0; here.i[g] < full; here.i[g] += F.group) rows.template operator()<F.group>(here);
    if constexpr (full < F.extent[g]) rows.template operator()<static_cast<int>(F.extent[g] - full)>(here);
  });
}
// Runs `row(position)` for each of a group, whose slots are constants: what they number may stay in registers.
template <frame F, int Rows, class Row> TENON_HOOK constexpr void side_by_side(position at, Row&& row) {
  [&]<int... I>(std::integer_sequence<int, I...>) TENON_HOOK_LAMBDA {
    ((row(at), ++at.slot, ++at.i[F.group_loop], void(I)), ...);
  }(std::make_integer_sequence<int, Rows>{});
}
// Runs `row(position)` for each of a group.
template <frame F, int Rows, class Row> TENON_HOOK constexpr void each_of_group(position at, Row&& row) {
  if constexpr (F.holds_group()) side_by_side<F, Rows>(at, row);
  else
    for (at.slot = 0; at.slot < Rows; ++at.slot, ++at.i[F.group_loop]) row(at);
}

// The phases of a group of rows before the last: each for all rows, which are then reduced together.
template <frame F, int Register, bool Scalars, int Rows, int P, class Cursor>
TENON_HOOK constexpr void grouped_phases(const extents& x, Cursor& c, const position& first) {
  if constexpr (P < Cursor::ready) {
    each_of_group<F, Rows>(first, [&](const position& here) TENON_HOOK_LAMBDA {
      c.row(here);
      c.template begin<P>();
      along_row<F, Register, Scalars>(x, stepper<P, Cursor>{c});
      c.template end<P>();
    });
    c.template close<P, Rows>(first);
    grouped_phases<F, Register, Scalars, Rows, P + 1>(x, c, first);
  }
}

template <frame F, int Register, bool Scalars, class Cursor, class Sink, class Done>
TENON_HOOK constexpr void grouped_rows(const extents& x, const typename Cursor::source& source, Sink sink, Done done) {
  using place = decltype(sink.place);
  Cursor c(source, no_scope{});
  position at;
  groups<F>(at, [&]<int Rows>(const position& first) TENON_HOOK_LAMBDA {
    grouped_phases<F, Register, Scalars, Rows, 0>(x, c, first);
    if constexpr (place::constant && place::in_group != spacing::none && Cursor::gives_results) {
      sink.template put<Rows, place::in_group>(c.template results<F.group, Rows>(first), sink.place.offset(first),
                                               sink.place.group());
      for (int i = 0; i < Rows; ++i) done();
    } else
      each_of_group<F, Rows>(first, [&](const position& here) TENON_HOOK_LAMBDA {
        c.row(here);
        c.template begin<Cursor::ready>();
        write_row<F, Register, Scalars>(x, c, sink.place.offset(here), sink);
        done();
      });
  });
}

// Rows of which some leaves are read in squares: blocks two cache lines wide, which caches fetch in pairs, so that no
// line is fetched twice although rows may lie in the same places of the cache.
template <frame F, class Cursor, class Sink> struct turned_block {
  static constexpr index span = 128 / sizeof(typename Cursor::value_type);
  static constexpr index rows = F.extent[F.group_loop], length = F.row_length();
  static constexpr index full_rows = rows / F.group * F.group, full_length = length / F.width * F.width;
  Cursor& c;
  Sink& sink;

  template <int N, int Rows> TENON_HOOK constexpr void square(const position& first, index j) {
    c.template turn<N, Rows>(first, j);
    const index to = sink.place.offset(first);
    side_by_side<F, Rows>(first, [&](const position& here) TENON_HOOK_LAMBDA {
      c.row(here);
      c.template begin<Cursor::ready>();
      write_pack<F.width, N>(c, to + here.slot * sink.place.group(), j, sink);
    });
  }
  template <int Rows> TENON_HOOK constexpr void squares(const position& first, index begin, index end) {
    for (index j = begin; j < end; j += F.width) square<F.width, Rows>(first, j);
    if constexpr (full_length < length)
      if (end == full_length) square<static_cast<int>(length - full_length), Rows>(first, full_length);
  }
  TENON_HOOK constexpr void all(position at) {
    index& i = at.i[F.group_loop];
    for (index block = 0; block < rows; block += span)
      for (index begin = 0; begin < full_length; begin += span) {
        const index end = begin + span < full_length ? begin + span : full_length;
        for (i = block; i < full_rows && i < block + span; i += F.group) squares<F.group>(at, begin, end);
        if constexpr (full_rows < rows)
          if (i == full_rows && full_rows < block + span) squares<static_cast<int>(rows - full_rows)>(at, begin, end);
      }
  }
};
template <frame F, class Cursor, class Sink>
TENON_HOOK constexpr void turned_rows(const typename Cursor::source& source, Sink sink) {
  Cursor c(source, no_scope{});
  position at;
  other_loops<F, 0>(at, [&](const position& first)
                            TENON_HOOK_LAMBDA { turned_block<F, Cursor, Sink>{c, sink}.all(first); });
}

} // namespace tenon
