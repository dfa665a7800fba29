// SPDX-License-Identifier: BSL-1.0
// The executor: it walks the rows of a frame, each through the phases that its reductions need, in the order that the
// plan has chosen, and hands every pack to a sink.
#pragma once

#include <tenon/eval/grouped.hpp>
#include <tenon/eval/overlapped.hpp>

namespace tenon {

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
