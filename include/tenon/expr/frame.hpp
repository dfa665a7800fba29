// SPDX-License-Identifier: BSL-1.0
// How a statement is walked. A *frame* names the loops of a statement and says which of them form the row and where
// the lanes lie; a *binding* says with which loop each dimension of one node moves. Both are compile-time values.
#pragma once

#include <tenon/shape/layout.hpp>
#include <tenon/simd/native.hpp>

namespace tenon {

inline constexpr int max_loops = 2 * max_rank;

// steps of a reduction between two calls of pause(), after which a sum may set its accumulators aside
inline constexpr index steps_per_pause = 256;

// of matrices that are not bands
inline constexpr index no_band = index(1) << 40;

// lets around a node
inline constexpr int max_lets = 16;

struct binding;

// What a reading must know of its let. One number in a frame, since compilers take long over frames.
struct let_around {
  int height;    // tells it from the others around a node
  int phase;     // in which it is computed
  bool by_group; // whether the values of a group's rows are known together, at the end of the phase before

  constexpr let_around(int h, int p, bool g) : height(h), phase(p), by_group(g) {}
  constexpr explicit let_around(int packed) : let_around(packed >> 16, packed >> 1 & 0x7fff, packed & 1) {}
  constexpr int packed() const { return height << 16 | phase << 1 | int(by_group); }
};

struct TENON_MACHINE frame {
  int loops = 0; // the destination's dimensions, then those that only reductions run over
  int dims = 0;  // how many of them are the destination's
  int outer = 0; // loops [0, outer) run outside the row, unless they belong to it
  index extent[max_loops];
  int row_first = 0; // the row: consecutive loops that every operand walks with one stride
  int row_last = -1;
  int lane = -1;       // the loop the lanes lie across; -1: they lie along the row
  int width = 1;       // elements in a pack
  int group = 1;       // rows along which the lanes lie whose reductions are finished together,
  int group_loop = -1; // and the loop that counts them
  bool turned = false; // whether leaves that are contiguous along that loop are read in squares, which are turned over
  int lanes = 1;       // across: how many of them are valid
  bool packs = true;   // across: whether leaves whose lanes lie apart may be packed
  bool lane_first = false; // across: whether the loop of the lanes is the outermost
  bool common = false;     // whether its loops are those of other shapes as well
  bool parallel = false;   // whether parts of it may run on several threads
  int joint = 1;           // across: rows that run side by side in one loop,
  int joint_loop = -1;     // and the loop that counts them
  bool copies = false;     // across: whether lets copy the rows of leaves, which caches would lose between two passes
  bool adjoint = false;    // whether the statement is walked to differentiate it
  bool unread = false;     // adjoint: whether no derivative needs the node's values
  bool adds_in_place = false; // adjoint: whether what memory receives is added there at once, in any order
  bool selected = false;      // adjoint: whether the node is an operand of a function that selects
  index band = no_band;       // how far ahead of its row number the elements of a row are read
  bool computed = false;      // whether the node is part of what is computed once a row
  int lets = 0;               // around the node
  int let[max_lets];          // each as let_around packs it
  bool accumulate = false;    // whether the outermost reduction gathers its rows in the destination
  bool reads_stored = false;  // whether the outermost reduction runs in the row though its operand is stored

  // Element by element: GCC 12 gives template arguments the same name whose arrays are zero but for one element each,
  // if they were initialised as a whole.
  constexpr frame() {
    for (index& e : extent) e = 0;
    for (int& l : let) l = 0;
  }
  constexpr bool along() const { return lane < 0; }
  // the number of the let around the node that has that height; -1: there is none
  constexpr int level_of(int height) const {
    int l = lets - 1;
    while (l >= 0 && let_around(let[l]).height != height) --l;
    return l;
  }
  // whether the rows of a group are so short that what they gather stays in registers
  constexpr bool holds_group() const { return splits_arrays && row_length() <= 2 * width; }
  // whether a tile that ends at lane `end` is the last of its rows
  constexpr bool ends_at(index end) const { return along() || end == extent[lane]; }
  constexpr bool in_row(int loop) const { return row_first <= loop && loop <= row_last; }
  constexpr index row_length() const {
    index n = 1;
    for (int l = row_first; l <= row_last; ++l) n *= extent[l];
    return n;
  }
  // how many rows there are
  constexpr index rows() const {
    index n = 1;
    for (int l = 0; l < outer; ++l)
      if (!in_row(l)) n *= extent[l];
    return n;
  }
  // every loop outside the row that runs more than once
  constexpr unsigned outer_mask() const {
    unsigned m = 0;
    for (int l = 0; l < outer; ++l)
      if (!in_row(l) && extent[l] != 1) m |= 1u << l;
    return m;
  }
  // whether a node does not move along a row that has more than one element
  constexpr bool constant_along_row(const binding& b) const;
  // every loop of the row that runs more than once
  constexpr unsigned long_row_mask() const {
    unsigned m = 0;
    for (int l = row_first; l <= row_last; ++l)
      if (extent[l] != 1) m |= 1u << l;
    return m;
  }
  // the loops along which lanes lie
  constexpr unsigned lane_mask() const { return along() ? long_row_mask() : 1u << lane; }
  friend constexpr bool operator==(const frame&, const frame&) = default;
};

struct binding {
  int rank = 0;
  int loop[max_rank];     // -1: the dimension has no loop (yet)
  bool fixed[max_rank];   // the node does not move along this dimension; a loop is then only a hint for reductions
  index offset[max_rank]; // where the loop starts

  constexpr binding() { // as in a frame
    for (int d = 0; d < max_rank; ++d) {
      loop[d] = 0;
      fixed[d] = false;
      offset[d] = 0;
    }
  }

  // the identity: dimension d moves with loop d
  static constexpr binding natural(int rank) {
    binding b;
    b.rank = rank;
    for (int d = 0; d < rank; ++d) b.loop[d] = d;
    return b;
  }
  constexpr bool moves(int d) const { return loop[d] >= 0 && !fixed[d]; }
  constexpr unsigned moving() const {
    unsigned m = 0;
    for (int d = 0; d < rank; ++d)
      if (moves(d)) m |= 1u << loop[d];
    return m;
  }
  friend constexpr bool operator==(const binding&, const binding&) = default;
};

constexpr bool frame::constant_along_row(const binding& b) const {
  return long_row_mask() != 0 && (long_row_mask() & b.moving()) == 0;
}

// where the loops stand, and which row of its group that is
struct position {
  index i[max_loops]{};
  int slot = 0;
};

// the frame of nodes whose rows are not the statement's
template <frame F> struct unbanded {
  static constexpr frame value = [] {
    frame f = F;
    f.band = no_band;
    return f;
  }();
};
// the frame of nodes whose rows are read by others, which may want all of them
template <frame F> struct read_by_others {
  static constexpr frame value = [] {
    frame f = unbanded<F>::value;
    f.unread = false;
    return f;
  }();
};

// whether a dimension has a loop that a reduction over it could run in; loops of extent 1 come from kept dimensions
constexpr bool has_loop(const frame& f, const binding& b, int d) { return b.loop[d] >= 0 && f.extent[b.loop[d]] != 1; }

// Binds the operand of a node that reduces the dimensions in `reduced`: they take the loop that their place in the
// result hints at, or else the loops that belong to reductions only, but for those the node moves with already: a
// reduction of a reduction needs two loops, also where their extents agree. Returns whether every one found a loop.
constexpr bool bind_reduced(const frame& f, const binding& b, const ints& size, unsigned reduced, binding& operand) {
  operand = b;
  bool found = true;
  int next = f.dims;
  const unsigned taken = b.moving();
  for (int d = 0; d < b.rank; ++d) {
    if (!(reduced >> d & 1)) continue;
    while (next < f.loops && (taken >> next & 1)) ++next;
    operand.offset[d] = 0;
    if (size[d] == 1) {
      operand.fixed[d] = true;
    } else if (has_loop(f, b, d)) {
      operand.fixed[d] = false;
      found = found && b.offset[d] == 0 && f.extent[b.loop[d]] == size[d];
    } else if (next < f.loops && f.extent[next] == size[d]) {
      operand.loop[d] = next++;
      operand.fixed[d] = false;
    } else {
      found = false;
    }
  }
  return found;
}

} // namespace tenon
