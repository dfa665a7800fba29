// SPDX-License-Identifier: BSL-1.0
// Memory as a frame sees it: how far apart elements lie that follow each other in one of its loops.
#pragma once

#include <tenon/expr/frame.hpp>
#include <tenon/simd/inline.hpp>

#include <bit>

namespace tenon {

// a leaf's memory as the frame sees it: an offset, and the distance of neighbours along each loop
struct access {
  index base = 0;
  index step[max_loops];
  index row = 0, lane = 0, group = 0; // along the row, from lane to lane, from row to row of a group

  constexpr access() { // as in a frame
    for (index& s : step) s = 0;
  }
};

constexpr access access_of(const layout& l, const binding& b, const frame& f) {
  access a;
  for (int d = 0; d < l.rank(); ++d) {
    a.base += l.stride[d] * b.offset[d];
    if (b.moves(d)) a.step[b.loop[d]] += l.size[d] == 1 ? 0 : l.stride[d];
  }
  for (int loop = f.row_first; loop <= f.row_last; ++loop)
    if (f.extent[loop] != 1) a.row = a.step[loop];
  a.lane = f.along() ? a.row : a.step[f.lane];
  if (f.group_loop >= 0) a.group = a.step[f.group_loop];
  return a;
}

// Whether a leaf's lanes lie apart and it is read again for every step of some loop: a copy whose lanes lie side by
// side pays then.
constexpr bool packs_lanes(const access& a, const frame& f) {
  if (!f.packs || f.adjoint || f.along() || a.lane <= 1) return false;
  for (int l = 0; l < f.outer; ++l)
    if (!f.in_row(l) && l != f.lane && f.extent[l] >= 4 && a.step[l] == 0) return true;
  return false;
}

// the loops that such a copy has as dimensions: those that the leaf moves with, the lanes' last
struct packed_loops {
  int n = 0;
  int loop[max_loops]{};
};
constexpr packed_loops packed_loops_of(const access& a, const frame& f) {
  packed_loops p;
  for (const bool of_lanes : {false, true})
    for (int l = 0; l < f.loops; ++l)
      if ((f.lane_mask() >> l & 1) == of_lanes && f.extent[l] != 1 && a.step[l] != 0) p.loop[p.n++] = l;
  return p;
}
// the leaf as it is copied from: its dimensions in that order
constexpr layout packed_from(const access& a, const frame& f) {
  const packed_loops p = packed_loops_of(a, f);
  layout l;
  for (int d = 0; d < p.n; ++d) {
    l.size.push_back(f.extent[p.loop[d]]);
    l.stride.push_back(a.step[p.loop[d]]);
  }
  return l;
}
// the copy as the frame sees it
constexpr access packed_access(const access& a, const frame& f) {
  const packed_loops p = packed_loops_of(a, f);
  access c;
  index step = 1;
  for (int d = p.n - 1; d >= 0; --d) {
    c.step[p.loop[d]] = step;
    step *= f.extent[p.loop[d]];
  }
  for (int l = f.row_first; l <= f.row_last; ++l)
    if (f.extent[l] != 1) c.row = c.step[l];
  c.lane = f.along() ? c.row : c.step[f.lane];
  return c;
}

// whether one stride serves the whole row
constexpr bool row_is_linear(const access& a, const frame& f) {
  index expected = -1;
  for (int l = f.row_last; l >= f.row_first; --l) {
    if (f.extent[l] == 1) continue;
    if (expected >= 0 && a.step[l] != expected) return false;
    expected = a.step[l] * f.extent[l];
  }
  return true;
}

// What compilers must know of a distance; the number itself may come later.
enum class spacing { none, unit, any };
constexpr spacing spacing_of(index step) {
  return step == 0 ? spacing::none : step == 1 ? spacing::unit : spacing::any;
}

// such a distance
template <spacing S> struct gap {
  constexpr explicit gap(index) {}
  TENON_HOOK constexpr index get() const { return S == spacing::unit ? 1 : 0; }
};
template <> struct gap<spacing::any> {
  index it;
  constexpr explicit gap(index n) : it(n) {}
  TENON_HOOK constexpr index get() const { return it; }
};

// An access whose numbers are no part of the type, so that shapes share what is made for it. Loops: those outside the
// row that it moves with. What is read within a row is held here; the rest is looked up row by row.
template <unsigned Loops, spacing Row, spacing Lane, spacing Group> struct place {
  static constexpr spacing between_lanes = Lane, in_group = Group;
  static constexpr bool constant = Row == spacing::none; // along the row
  const access* numbers;
  [[no_unique_address]] gap<Row> row_gap;
  [[no_unique_address]] gap<Lane> lane_gap;

  constexpr explicit place(const access& a) : numbers(&a), row_gap(a.row), lane_gap(a.lane) {}
  TENON_HOOK constexpr index row() const { return row_gap.get(); }
  TENON_HOOK constexpr index lane() const { return lane_gap.get(); }
  TENON_HOOK constexpr index group() const { return gap<Group>(numbers->group).get(); }
  // of the row that starts there
  TENON_HOOK constexpr index offset(const position& at) const { return numbers->base + moved<Loops>(at); }

private:
  template <unsigned Remaining> TENON_HOOK constexpr index moved([[maybe_unused]] const position& at) const {
    if constexpr (Remaining == 0) return 0;
    else {
      constexpr int l = std::countr_zero(Remaining);
      return numbers->step[l] * at.i[l] + moved<Remaining&(Remaining - 1)>(at);
    }
  }
};
template <access A, unsigned Loops> struct place_for {
  static constexpr access numbers = A;
  using type = place<Loops, spacing_of(A.row), spacing_of(A.lane), spacing_of(A.group)>;
  static constexpr type here{numbers};
};
// the loops outside the row that an access moves with
constexpr unsigned loops_of(const access& a, const frame& f) {
  unsigned m = 0;
  for (int l = 0; l < f.outer; ++l)
    if (!f.in_row(l) && f.extent[l] != 1 && a.step[l] != 0) m |= 1u << l;
  return m;
}
template <access A, frame F> struct place_of : place_for<A, loops_of(A, F)> {};

} // namespace tenon
