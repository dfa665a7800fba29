// SPDX-License-Identifier: BSL-1.0
// The plan of a statement, from its type alone: which loops form the row, where the lanes lie, how wide a pack is.
// Candidates are the rows that reductions ask for, or contiguous runs where nothing is reduced; each is surveyed and
// the cheapest wins. A statement whose outermost node is a reduction over other loops gathers in its destination.
#pragma once

#include <tenon/eval/threads.hpp>
#include <tenon/expr/contract.hpp>
#include <tenon/expr/fold.hpp>
#include <tenon/expr/join.hpp>
#include <tenon/expr/let.hpp>
#include <tenon/expr/map.hpp>
#include <tenon/expr/pick.hpp>
#include <tenon/expr/scalar.hpp>
#include <tenon/expr/spread.hpp>

namespace tenon {

struct chosen_frame {
  frame f;
  bool found = false;
  bool traps = false;
  bool reduces = false; // whether the row is one that reductions asked for
  int cost = 0;
  survey found_there; // under this frame

  constexpr index elements() const { // of all loops together
    index n = 1;
    for (int l = 0; l < f.loops; ++l) n *= f.extent[l];
    return n;
  }
  // Compilers evaluate some thousand elements at most. The code for it takes as long to compile as the other, and is
  // not made for larger statements.
  constexpr bool fits_constant() const { return elements() <= 1 << 11; }
};

// how many elements are worth the code that lets rows overlap
inline constexpr index overlapping_elements = 1 << 14;

// what a first-level cache is sure to hold
inline constexpr index cached_bytes = index(1) << 15;

// packs of several registers: enough independent work to hide latency, if the machine has the registers
inline constexpr int registers_per_pack = native_lanes<float> == 16 ? 4 : native_lanes<float> == 1 ? 1 : 2;

// ... where sums are all there is: each waits for itself, and there is room for more of them
inline constexpr int registers_of_sums = registers_per_pack == 1 ? 1 : 8;

constexpr int pack_width(index length, int lanes, int registers = registers_per_pack) {
  if (lanes <= 1) return 1;
  int w = lanes * registers;
  while (w > lanes && w > length) w /= 2;
  return length < w ? simd::covering(length) : w;
}

// a frame with its packs
constexpr frame sized(frame f, int lanes, int registers = registers_per_pack) {
  const index run = f.along() ? f.row_length() : f.extent[f.lane];
  f.width = pack_width(run, lanes, registers);
  f.lanes = run < f.width ? static_cast<int>(run) : f.width;
  return f;
}

// the nodes of a statement; its root runs in the rows, for storing it would need a statement of its own: this one
template <class E> struct whole_statement {
  static constexpr void walk(survey& s, const binding& b) {
    if (!s.proposing && !inlines<E>(s.f, b)) s.cost += 10000; // the last resort
    E::walk(s, b);
  }
};

template <class Walk>
constexpr void weigh(chosen_frame& best, frame f, const layout& destination, const binding& b, int lanes,
                     bool reduces = false) {
  survey s;
  s.f = f;
  s.touch(destination, binding::natural(destination.rank()));
  Walk::walk(s, b);
  const index run = f.along() ? f.row_length() : f.extent[f.lane];
  if (run < lanes) s.cost += 6;
  if (run < 2 * lanes && f.along()) s.cost += 2;
  if ((f.long_row_mask() & ~s.moved) != 0) s.cost += 1000;    // a row that only stored reductions have is none
  if (reduces && f.along() && run <= 16 * lanes) s.cost += 6; // the end of each row weighs
  if (s.broken || (best.found && best.cost <= s.cost)) return;
  best = {f, true, s.traps, false, s.cost, s};
}

// the loops of a mask as one run, if every operand can walk them so
constexpr bool as_row(const survey& proposals, unsigned mask, frame& f) {
  f.row_first = f.loops;
  f.row_last = -1;
  bool longer = false; // whether any loop runs more than once; the row then begins and ends with such
  for (int l = 0; l < f.loops; ++l) longer |= (mask >> l & 1) && f.extent[l] != 1;
  for (int l = 0; l < f.loops; ++l)
    if ((mask >> l & 1) && !(longer && f.extent[l] == 1)) {
      if (f.row_last < 0) f.row_first = l;
      f.row_last = l;
    }
  for (int l = f.row_first; l < f.row_last; ++l)
    if (!(proposals.joined >> l & 1) || (!(mask >> l & 1) && f.extent[l] != 1)) return false;
  return f.row_last >= 0;
}

// Tries a row with lanes along it and across it.
template <class Walk>
constexpr void try_row(chosen_frame& best, const survey& p, frame f, const layout& destination, const binding& b,
                       int lanes) {
  f.lane = -1;
  weigh<Walk>(best, f, destination, b, lanes, p.reduces);
  for (int l = 0; l < f.dims; ++l) {
    if (f.in_row(l) || f.extent[l] == 1 || !(p.contiguous_loops >> l & 1)) continue;
    f.lane = l;
    weigh<Walk>(best, f, destination, b, lanes, p.reduces);
  }
}

template <class Walk>
constexpr chosen_frame choose_frame(const survey& p, const layout& destination, const binding& b, int lanes) {
  chosen_frame best;
  frame f = p.f;
  for (int i = 0; i < p.proposals; ++i)
    if (as_row(p, p.rows[i], f)) try_row<Walk>(best, p, f, destination, b, lanes);
  best.reduces = best.found && p.reduces;
  if (best.found) return best;
  // nothing is reduced along a row: contiguous runs, as long as every operand allows
  f.turned = !f.adjoint && lanes > 1;
  bool innermost = true;
  for (int last = f.outer - 1; last >= 0; --last) {
    if (f.extent[last] == 1 || !((p.contiguous_loops >> last & 1) || innermost)) continue;
    innermost = false;
    unsigned mask = 1u << last;
    for (int l = last - 1; l >= 0 && (p.joined >> l & 1) && l != f.dims - 1; --l) mask |= 1u << l;
    if (as_row(p, mask, f)) weigh<Walk>(best, f, destination, b, lanes);
    if (!best.found && as_row(p, 1u << last, f)) weigh<Walk>(best, f, destination, b, lanes); // something is stored
  }
  if (!best.found) { // a single element
    f.turned = false;
    f.row_first = 0;
    f.row_last = f.outer > 0 ? f.outer - 1 : -1;
    f.lane = -1;
    weigh<Walk>(best, f, destination, b, lanes);
  }
  return best;
}

template <class Walk>
constexpr survey propose_rows(const layout& destination, const binding& b, bool adjoint, bool reads_stored = false) {
  survey p;
  p.proposing = true;
  p.f.adjoint = adjoint;
  p.f.reads_stored = reads_stored;
  p.f.dims = p.f.outer = p.f.loops = destination.rank();
  for (int d = 0; d < destination.rank(); ++d) p.f.extent[d] = destination.size[d];
  p.touch(destination, binding::natural(destination.rank()));
  Walk::walk(p, b);
  if (destination.rank() > 0) p.joined &= ~(1u << (destination.rank() - 1));
  return p;
}

template <class E> inline constexpr bool is_fold = false;
template <class Op, unsigned Dims, class E> inline constexpr bool is_fold<node::fold<Op, Dims, E>> = true;

// The reduction a statement ends in, below mere renamings of its dimensions, and how it is bound.
template <class E> struct outermost {
  using type = E;
  static constexpr binding bind(const binding& b) { return b; }
  static constexpr const E& of(const E& e) { return e; }
};
template <class E, class S, arrangement R> struct outermost<node::spread<E, S, R>> {
  using type = typename outermost<E>::type;
  static constexpr binding bind(const binding& b) { return outermost<E>::bind(node::spread<E, S, R>::bind(b)); }
  static constexpr const type& of(const node::spread<E, S, R>& e) { return outermost<E>::of(e.operand); }
};

template <class E, class Function>
  requires node::let<E, Function>::names_leaf
struct outermost<node::let<E, Function>> {
  using body = outermost<typename node::let<E, Function>::body_type>;
  using type = typename body::type;
  static constexpr binding bind(const binding& b) { return body::bind(b); }
  static constexpr const type& of(const node::let<E, Function>& e) { return body::of(e.body); }
};

// What runs in the rows of a statement that gathers: the reduction itself where it has loops of the row, else what
// it reduces.
template <class Fold> struct gathered;
template <class Op, unsigned Dims, class E> struct gathered<node::fold<Op, Dims, E>> {
  using fold = node::fold<Op, Dims, E>;
  using operation = Op;
  static constexpr void walk(survey& s, const binding& b) {
    binding inner;
    if (s.proposing) {
      s.claim(b, E::size_type::list, Dims, inner);
      s.proposals = 0;
    } else {
      fold::bind(s.f, b, inner);
      if ((s.f.outer_mask() & ~inner.moving()) != 0) s.broken = true; // a loop that would repeat what is gathered
    }
    s.template walk_reduced<E>(inner);
  }

  template <binding B, frame F> static constexpr binding bound = operand_binding<fold, B, F>::value;
  template <binding B, frame F>
  static constexpr bool reduces_row = [] {
    for (int d = 0; d < E::size_type::rank; ++d)
      if ((Dims >> d & 1) && bound<B, F>.moves(d) && F.in_row(bound<B, F>.loop[d])) return true;
    return false;
  }();
  // the reduction itself along a row of its own, else its operand
  template <binding B, frame F> struct walked {
    static constexpr binding bound = operand_binding<fold, B, F>::value;
    static constexpr frame inside = finishing<F, Op>::value;
    using made = cursor_for<E, bound, inside>;
  };
  template <binding B, frame F, bool Row = reduces_row<B, F>> struct runs : walked<B, F> {};
  template <binding B, frame F> struct runs<B, F, true> {
    using made = cursor<fold, B, F>;
  };
  template <binding B, frame F> static constexpr const auto& inner(const fold& e) {
    if constexpr (reduces_row<B, F>) return e;
    else return e.operand;
  }
};

// the finish of a reduction, as a function
template <class Op, index Count> struct finish_op {
  template <class P> TENON_INLINE static constexpr auto value(P p) { return Op::finish(p, Count); }
};

template <int Rank> struct natural_binding {
  static constexpr binding value = binding::natural(Rank);
};

// the binding of a statement's outermost reduction
template <class E> struct root_binding {
  static constexpr binding value = outermost<E>::bind(binding::natural(E::size_type::rank));
};

// Whether a statement is a reduction, mere renamings of its dimensions apart. One whose results are repeated is stored
// first.
template <class E> constexpr bool ends_in_fold() {
  if constexpr (is_fold<typename outermost<E>::type>) {
    const unsigned moving = root_binding<E>::value.moving();
    for (int d = 0; d < E::size_type::rank; ++d)
      if (E::size_type::list[d] != 1 && !(moving >> d & 1)) return false;
    return true;
  } else return false;
}

// the plan as it runs: in constant expressions packs hold one element
template <class Plan, bool Constant> struct in_force {
  static constexpr frame value = [] {
    frame f = Plan::value;
    if (Constant) {
      f.width = f.lanes = f.group = 1;
      f.group_loop = -1;
      f.turned = false;
      f.joint = 1;
      f.joint_loop = -1;
      f.copies = f.packs = f.lane_first = false;
      f.common = true;
      f.parallel = false;
      f.lane = -1;
    }
    return f;
  }();
};

template <class E, layout Destination, class T, bool Adjoint> struct plan_for {
  using root = outermost<E>;
  static constexpr int all_lanes = // of the widest type anywhere
      fewer_lanes(fewer_lanes(E::lanes, lanes_for<T>), 0) == 0 ? native_lanes<T> : fewer_lanes(E::lanes, lanes_for<T>);

  static constexpr chosen_frame plain(bool reads_stored = false) {
    const binding b = binding::natural(E::size_type::rank);
    return choose_frame<whole_statement<E>>(propose_rows<whole_statement<E>>(Destination, b, Adjoint, reads_stored),
                                            Destination, b, all_lanes);
  }
  // every loop of the reduction that is not in the row runs around it
  static constexpr chosen_frame gathering(bool reads_stored = false) {
    using fold = gathered<typename root::type>;
    const binding b = root_binding<E>::value;
    survey p = propose_rows<fold>(Destination, b, Adjoint, reads_stored);
    p.f.outer = p.f.loops;
    binding inner;
    if (!fold::fold::bind(p.f, b, inner)) return {};
    chosen_frame c = choose_frame<fold>(p, Destination, b, all_lanes);
    c.f.accumulate = true;
    c.cost += 10;
    return c;
  }
  static constexpr chosen_frame choose() {
    if constexpr (ends_in_fold<E>()) {
      for (const bool reads_stored : {false, true}) { // what is reduced below the outermost reduction, if need be
        const chosen_frame p = plain(reads_stored), g = gathering(reads_stored);
        const bool inlined = inlines<typename root::type>(p.f, root_binding<E>::value);
        if (g.found && (!inlined || g.cost < p.cost)) return g;
        if (inlined) return p;
      }
      return {};
    } else return plain();
  }
  static constexpr chosen_frame chosen = choose();
  static_assert(chosen.found && (!ends_in_fold<E>() || chosen.f.accumulate ||
                                 inlines<E>(chosen.f, binding::natural(E::size_type::rank))),
                "tenon: no row serves this statement");
  // Along the row only the types count that are computed with there: a number of eight bytes for the whole row halves
  // no pack.
  static constexpr int lanes = [] {
    const int found = chosen.found_there.lanes;
    if (all_lanes == 1 || !chosen.f.along() || found == 0) return all_lanes;
    const bool writes = access_of(Destination, binding::natural(E::size_type::rank), chosen.f).row != 0;
    return writes ? fewer_lanes(found, lanes_for<T>) : found;
  }();
  // Statements whose code is long and whose time is short: code of their own would take the compiler a fifth of a
  // second for each shape, and numbers that are constants gain up to a fifth of the time.
  static constexpr bool worth_common_loops(const frame& f) {
    return f.along() && !f.lane_first && chosen.found_there.phased && f.row_length() >= 4 * f.width &&
           chosen.elements() >= 1 << 9 && chosen.elements() < overlapping_elements;
  }
  static constexpr bool worth_threads(const frame& f) {
    // elements of a class may share what they like
    return all_lanes > 1 && f.along() && !f.accumulate && !chosen.found_there.serial && !chosen.traps &&
           chosen.found_there.operations >= worth_sharing;
  }
  // More sums side by side, where few rows end. Rows that share what they load run side by side already.
  static constexpr int registers() {
    const survey& s = chosen.found_there;
    const bool few_ends = !chosen.f.along() || chosen.f.row_length() >= 1 << 12;
    const bool sums = chosen.reduces && few_ends && !s.phased && s.packed == 0 && !Adjoint;
    return sums ? registers_of_sums : registers_per_pack;
  }
  // Rows that are reduced and short run in groups; those that are then written overlap, which takes registers.
  static constexpr frame arranged() {
    frame f = sized(chosen.f, lanes, registers());
    f.unread = Adjoint; // the statement's result
    f.lane_first = !Adjoint && chosen.found_there.packed > 0;
    for (int l = 0; f.lane_first && l < f.outer; ++l)
      if (!f.in_row(l) && l != f.lane && f.extent[l] != 1) {
        f.joint = f.extent[l] < 4 ? 2 : 4; // they share what they load, and hide each other's latency
        f.joint_loop = l;
      }
    f.turned = f.turned && f.along() && chosen.found_there.turning_loop >= 0 && sizeof(T) >= 4 && !chosen.traps &&
               !chosen.found_there.phased && !f.accumulate && f.row_length() >= lanes;
    const index bytes = f.row_length() * f.width * static_cast<index>(sizeof(T));
    f.copies = !Adjoint && !f.along() && !f.accumulate && !f.lane_first && !chosen.found_there.uncopied &&
               bytes > cached_bytes;
    if (f.turned) {
      f.width = f.lanes = f.group = lanes;
      f.group_loop = chosen.found_there.turning_loop;
      return f;
    }
    f.common = !Adjoint && worth_common_loops(f);
    f.parallel = !Adjoint && worth_threads(f);
    if (Adjoint || !f.along() || !chosen.reduces || lanes == 1) return f;
    const bool writes = access_of(Destination, natural_binding<E::size_type::rank>::value, f).row != 0;
    const bool short_rows = f.row_length() <= 4 * lanes;
    if (!writes && !short_rows) return f;
    frame g = sized(chosen.f, lanes, registers_per_pack < 2 ? registers_per_pack : 2);
    int inner = f.outer - 1;
    while (inner >= 0 && (f.in_row(inner) || f.extent[inner] == 1)) --inner;
    // rows of a partial group must not trap, and a product's blocks are not computed twice
    if (short_rows && !chosen.traps && !chosen.found_there.blocked && inner >= 0 && f.extent[inner] >= lanes) {
      g.group = lanes;
      g.group_loop = inner;
    } else {
      g.common = worth_common_loops(g);
      g.parallel = f.parallel;
    }
    return g;
  }
  static constexpr frame value = arranged();
};

} // namespace tenon
