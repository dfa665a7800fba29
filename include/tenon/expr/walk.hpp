// SPDX-License-Identifier: BSL-1.0
// The walk over a statement's nodes: each node reports to a `survey` what it reads and reduces under a given frame.
// The planner compares frames by it, and a node decides by the same rules how it runs, so that the two cannot differ.
#pragma once

#include <tenon/expr/access.hpp>

namespace tenon {

// a sub-expression that is evaluated into memory of its own
struct stored_note {
  const char* what = nullptr;
  const char* why = nullptr;
  ints size;
};

struct survey {
  static constexpr int max_entries = 16;

  frame f;
  bool proposing = false;      // first walk: collect the rows that reductions ask for
  bool stores_reduced = false; // first walk: what is reduced here, below the outermost reduction, asks for none
  bool broken = false;         // some operand cannot be walked with this row
  bool traps = false;          // some function must not meet lanes beyond the data
  int cost = 0;
  int stored = 0;   // sub-expressions that need memory of their own,
  int operands = 0; // those among them whose rows are not the statement's: operands of products, packed leaves
  stored_note notes[max_entries]{}; // which, and why
  index scratch_bytes = 0;          // rows of lets
  index operations = 0;             // elementwise, in reductions and in products
  index bytes = 0;                  // of all operands, each read once

  unsigned rows[max_entries]{}; // proposed rows, as masks of loops
  int proposals = 0;
  bool reduces = false;          // whether a reduction is among those that proposed them
  unsigned moved = 0;            // loops that something moves with which is not inside of what is stored
  int turning_loop = -1;         // where leaves are turned over: the loop along which they are contiguous
  unsigned contiguous_loops = 0; // loops along which some operand is contiguous
  unsigned joined = ~0u;         // bit k: every operand can walk loops k and k+1 as one

  int tags[max_entries]{}; // the heights of the lets around the current node
  binding tag_bindings[max_entries]{};
  bool escaped[max_entries]{}; // whether one's row is needed where only a whole tensor will do
  int depth = 0;
  int inside_stored = 0;
  int packed = 0;        // leaves of which a copy is read
  bool uncopied = false; // whether some leaf that a let names is not read in the let's row
  bool blocked = false;  // whether a product yields its rows in blocks
  int lanes = 0;         // of the widest type that is computed with along the row; 0: any
  bool serial = false;   // whether its rows share something
  bool phased = false;   // whether some row is computed before it is read

  // a node whose type has so many lanes
  constexpr void computes_with(int n, const binding& b) {
    if (!proposing && inside_stored == 0 && n != 0 && !f.constant_along_row(b) && (lanes == 0 || n < lanes)) lanes = n;
  }
  constexpr void propose(unsigned mask) {
    for (int i = 0; i < proposals; ++i)
      if (rows[i] == mask) return;
    if (proposals < max_entries) rows[proposals++] = mask;
  }

  // A reduction proposes the loops of its dimensions as the row. Dimensions that have none get loops of their own,
  // shared by all reductions of the same extents but those whose operands are reduced themselves.
  constexpr void claim(const binding& b, const ints& size, unsigned reduced, binding& operand) {
    if (inside_stored > 0) {
      bind_reduced(f, b, size, reduced, operand);
      return;
    }
    bool unbound = false;
    for (int d = 0; d < b.rank; ++d)
      if ((reduced >> d & 1) && size[d] != 1 && !has_loop(f, b, d)) unbound = true;
    bool free = false; // whether reductions have a loop that the node does not move with
    for (int l = f.dims; l < f.loops; ++l) free |= (b.moving() >> l & 1) == 0;
    if (unbound && !free && f.loops + size.n <= max_loops)
      for (int d = 0; d < b.rank; ++d)
        if ((reduced >> d & 1) && size[d] != 1 && !has_loop(f, b, d)) f.extent[f.loops++] = size[d];
    if (!bind_reduced(f, b, size, reduced, operand)) return;
    unsigned mask = 0;
    for (int d = 0; d < b.rank; ++d)
      if ((reduced >> d & 1) && size[d] != 1) mask |= 1u << operand.loop[d];
    if (mask == 0) return;
    reduces = true;
    propose(mask);
  }

  // the bytes of a leaf; a broadcast dimension has one element
  constexpr void reads(const layout& l, std::size_t element) {
    if (proposing) return;
    index n = static_cast<index>(element);
    for (int d = 0; d < l.rank(); ++d)
      if (l.stride[d] != 0) n *= l.size[d];
    bytes += n;
  }

  constexpr void touch(const layout& l, const binding& b, int weight = 1) {
    if (inside_stored > 0) return;
    if (proposing) {
      for (int d = 0; d < l.rank(); ++d)
        if (b.moves(d) && l.stride[d] == 1 && l.size[d] != 1) contiguous_loops |= 1u << b.loop[d];
      for (int k = 0; k + 1 < f.loops; ++k)
        if (!joins(l, b, k)) joined &= ~(1u << k);
      return;
    }
    for (int d = 0; d < l.rank(); ++d)
      if (b.moves(d) && l.stride[d] != 0) moved |= 1u << b.loop[d];
    const access a = access_of(l, b, f);
    if (!row_is_linear(a, f)) broken = true;
    const index step = a.lane;
    cost += weight * (step == 0 ? 1 : step == 1 ? 4 : turns(a) ? 10 : apart);
    if (!f.along() && a.row == 1 && a.lane > 1) cost += weight * 8;
  }

  // while rows are proposed: a node that reduces, of that size, is below the outermost reduction and will be stored
  constexpr bool proposes_stored(const ints& size, const binding& b) {
    if (stores_reduced) touch({size, row_major(size)}, b);
    return stores_reduced;
  }
  // the operand of a reduction
  template <class E> constexpr void walk_reduced(const binding& b) {
    const bool outermost = f.reads_stored;
    stores_reduced = proposing && outermost;
    f.reads_stored = false;
    E::walk(*this, b);
    f.reads_stored = outermost;
    stores_reduced = false;
  }

  static constexpr int apart = 24;    // lanes that are read one by one
  static constexpr int storing = 100; // a statement of its own
  // a node that is evaluated first and then read like a leaf
  constexpr void store_whole(const char* what, const char* why, const ints& size, const binding& b,
                             int weight = storing) {
    if (inside_stored > 0) return;
    store(what, why, size, weight);
    touch({size, row_major(size)}, b);
  }
  // an operand that is read as a whole, whatever the rows
  constexpr void store_operand(const char* what, const char* why, const ints& size) {
    if (inside_stored > 0) return;
    store(what, why, size);
    operands += proposing ? 0 : 1;
  }
  // a leaf of which the frame reads a copy, its lanes side by side
  constexpr void pack(const ints& size) {
    store("operand", "its lanes lie apart, and a loop reads it again", size, 6);
    ++operands;
    ++packed;
  }
  // whether the nodes walked so far can run in the row
  constexpr bool in_rows() const { return stored == operands; }

  constexpr void enter(int tag, const binding& b) {
    tags[depth] = tag;
    tag_bindings[depth] = b;
    escaped[depth] = false;
    ++depth;
  }
  constexpr bool leave() { return escaped[--depth]; }
  // a reading of a let's row: only where it was computed will do; returns whether that is the case
  constexpr bool read(int tag, const binding& b) {
    for (int i = depth - 1; i >= 0; --i)
      if (tags[i] == tag) {
        if (inside_stored == 0 && same_place(tag_bindings[i], b)) return true;
        escaped[i] = true;
        return false;
      }
    return false;
  }
  // the reading of a leaf, which may be packed
  constexpr void read_leaf(const layout& l, const binding& b, int weight) {
    const access a = access_of(l, b, f);
    if (proposing || inside_stored > 0 || !packs_lanes(a, f)) touch(l, b, weight);
    else pack(packed_from(a, f).size);
  }

private:
  // whether a leaf whose lanes lie apart can be turned over; all that are lie contiguous along one loop
  constexpr bool turns(const access& a) {
    if (!f.turned) return false;
    for (int l = 0; l < f.outer; ++l)
      if (!f.in_row(l) && f.extent[l] != 1 && a.step[l] == 1 && (turning_loop < 0 || turning_loop == l)) {
        turning_loop = l;
        return true;
      }
    return false;
  }
  constexpr void store(const char* what, const char* why, const ints& size, int weight = storing) {
    if (proposing) return;
    if (stored < max_entries) notes[stored] = {what, why, size};
    ++stored;
    cost += weight;
  }
  // loop k and the next one that runs more than once
  constexpr bool joins(const layout& l, const binding& b, int k) const {
    int next = k + 1;
    while (next < f.loops && f.extent[next] == 1) ++next;
    if (f.extent[k] == 1 || next == f.loops) return true;
    index outer_step = 0, inner_step = 0;
    for (int d = 0; d < l.rank(); ++d) {
      if (b.moves(d) && b.loop[d] == k) outer_step += l.stride[d];
      if (b.moves(d) && b.loop[d] == next) inner_step += l.stride[d];
    }
    return outer_step == inner_step * f.extent[next];
  }
  constexpr bool same_place(const binding& a, const binding& b) const {
    const auto loop = [&](const binding& c, int d) { return c.moves(d) && f.extent[c.loop[d]] != 1 ? c.loop[d] : -1; };
    for (int d = 0; d < a.rank; ++d)
      if (loop(a, d) != loop(b, d) || a.offset[d] != b.offset[d]) return false;
    return true;
  }
};

// why a reduction cannot run inside the row
constexpr const char* why_not_in_row(const frame& f, const binding& b, const ints& size, unsigned reduced) {
  binding operand;
  if (!bind_reduced(f, b, size, reduced, operand)) return "no loop of the statement has its extents";
  if ((f.outer_mask() & ~operand.moving()) != 0) return "a loop around the row would repeat it";
  return "it does not run over the row";
}

// Whether a reduction can run inside the row: it reduces exactly the row, and no loop around it would repeat it.
constexpr bool runs_in_row(const frame& f, const binding& operand, unsigned reduced, const ints& size) {
  unsigned loops = 0;
  for (int d = 0; d < operand.rank; ++d)
    if ((reduced >> d & 1) && size[d] != 1) loops |= 1u << operand.loop[d];
  unsigned row = 0;
  for (int l = f.row_first; l <= f.row_last; ++l)
    if (f.extent[l] != 1) row |= 1u << l;
  return loops == row && (f.outer_mask() & ~operand.moving()) == 0;
}

// whether all reduced dimensions have extent 1, so that there is nothing to reduce
constexpr bool reduces_nothing(const ints& size, unsigned reduced) {
  for (int d = 0; d < size.n; ++d)
    if ((reduced >> d & 1) && size[d] != 1) return false;
  return true;
}

} // namespace tenon
