// SPDX-License-Identifier: BSL-1.0
// A reduction over dimensions, which stay with extent 1. The reduction is a type with
//   identity<T>()          what an empty reduction starts from
//   merge(a, b)            of accumulators, and of an accumulator and an element
//   finish(a, n)           what comes of the accumulator of n elements; without it the accumulator itself
//   pull(d, y, x, n)       what an element x receives when the result y receives d
//   counts_in_elements     whether n is wanted as a T where that is a floating-point type; it is an index otherwise
//   linear                 whether pull needs neither y nor x
//   rounds                 whether merging rounds, so that long rows are merged pairwise (sums)
//   shares_ties            whether equal elements share what the result receives (maximum and minimum)
#pragma once

#include <tenon/expr/leaf.hpp>
#include <tenon/expr/map.hpp>
#include <tenon/expr/pairwise.hpp>

namespace tenon {

template <class Op, class A, class N> TENON_HOOK constexpr A finish_fold(A a, N n) {
  if constexpr (requires { Op::finish(a, n); }) return Op::finish(a, n);
  else return a;
}

// merge as an object, of one type for all shapes
template <class Op> struct merging {
  template <class P> TENON_HOOK constexpr P operator()(P a, P b) const { return Op::merge(a, b); }
};

constexpr ints reduced_size(ints size, unsigned reduced) {
  for (int d = 0; d < size.n; ++d)
    if (reduced >> d & 1) size[d] = 1;
  return size;
}
constexpr index reduced_count(const ints& size, unsigned reduced) {
  index n = 1;
  for (int d = 0; d < size.n; ++d)
    if (reduced >> d & 1) n *= size[d];
  return n;
}

namespace node {
// Dims is the mask of reduced dimensions
template <class Op, unsigned Dims, class E> struct fold : expression<fold<Op, Dims, E>> {
  static constexpr ints shape = reduced_size(E::size_type::list, Dims);
  static constexpr index count = reduced_count(E::size_type::list, Dims);
  using value_type = typename E::value_type;
  using size_type = size_of<shape>;
  static constexpr bool differentiable = E::differentiable && op_differentiable<Op>;
  using operand_types = types<E>;
  static constexpr int lanes = E::lanes;

  E operand;

  constexpr explicit fold(E e) : operand(static_cast<E&&>(e)) {}
  template <class F> constexpr bool any_operand(F f) const { return f(operand, true); }

  static constexpr bool bind(const frame& f, const binding& b, binding& inner) {
    return bind_reduced(f, b, E::size_type::list, Dims, inner);
  }
  // A reduction whose operand would have to be stored is stored itself, which takes less; but the outermost has nowhere
  // to go.
  static constexpr bool runs_inline(const frame& f, const binding& b) {
    binding inner;
    if (!bind(f, b, inner)) return false;
    if (reduces_nothing(E::size_type::list, Dims)) return true;
    if (!runs_in_row(f, inner, Dims, E::size_type::list)) return false;
    if (f.reads_stored) return true;
    survey s;
    s.f = f;
    E::walk(s, inner);
    return s.in_rows();
  }
  static constexpr void walk(survey& s, const binding& b) {
    binding inner;
    s.operations += s.proposing ? 0 : product(E::size_type::list);
    if (s.proposes_stored(shape, b)) return;
    if (s.proposing) {
      s.claim(b, E::size_type::list, Dims, inner);
      s.template walk_reduced<E>(inner);
    } else if (runs_inline(s.f, b)) {
      bind(s.f, b, inner);
      s.template walk_reduced<E>(inner);
    } else {
      s.store_whole("reduction", why_not_in_row(s.f, b, E::size_type::list, Dims), shape, b);
      ++s.inside_stored;
      bind(s.f, b, inner);
      E::walk(s, inner);
      --s.inside_stored;
    }
  }
};
} // namespace node

// only a statement's outermost reduction leaves its accumulators unfinished
template <frame F, class Op> struct finishing {
  static constexpr frame value = [] {
    frame f = F;
    f.accumulate = f.reads_stored = false;
    f.unread = F.unread && requires { requires Op::linear; };
    f.band = no_band;
    return f;
  }();
};

// What lives within one phase: it does not move along when a cursor does.
template <class P> struct transient {
  P it;
  transient() = default;
  TENON_HOOK constexpr transient(const transient&) {}
  TENON_HOOK constexpr transient& operator=(const transient&) { return *this; }
  TENON_HOOK constexpr transient& operator=(P p) {
    it = p;
    return *this;
  }
};

// What the rows of a group have accumulated, a register each.
template <class T, mode M> struct group_sums {
  // a register of T, or what takes part in the rows' common tree
  static constexpr int width = fewer_lanes(fewer_lanes(M.width, native_lanes<T>), M.group);
  group_memory<T, M.group * width, M.holds_group> memory;

  template <class Op, int W> TENON_HOOK constexpr void put(int slot, pack<T, W> sum) {
    if constexpr (W > width) put<Op>(slot, Op::merge(low_half(sum), high_half(sum)));
    else sum.store(memory.get() + slot * width);
  }
  template <class Op> TENON_HOOK constexpr pack<T, M.group> totals() const {
    return reduce_rows<M.group, T, width>(memory.get(), merging<Op>{});
  }
};
template <class T, mode M>
  requires(M.group == 1)
struct group_sums<T, M> {};

// `Trivial`: there is nothing to reduce. `Empty`: there is nothing at all.
template <class Op, class T, mode M, bool Trivial, bool Empty, class Operand> struct fold_cursor {
  using value_type = T;
  static constexpr bool differentiable = Operand::differentiable && op_differentiable<Op>;
  static constexpr int width = M.width;
  static constexpr bool returns = M.adjoint && differentiable && !Trivial; // something to its elements
  static constexpr bool counts_ties = M.adjoint && differentiable && requires { requires Op::shares_ties; };
  // Where elements are compared with the result: what is computed once more might round otherwise and equal none.
  static constexpr bool keeps_row =
      returns && !requires { requires Op::linear; } && !requires { requires Operand::in_memory; };
  static constexpr index apart = M.along ? 1 : M.width; // elements of that row
  static constexpr bool rounds_at_all = requires { requires Op::rounds; } && std::is_floating_point_v<T>;
  static constexpr bool rounds = rounds_at_all && M.pauses;
  static constexpr int phase = Operand::ready;
  static constexpr int ready = Trivial ? phase : phase + 1;
  static constexpr bool quiet = Trivial && Operand::quiet;
  static constexpr bool gives_results = Trivial ? Operand::gives_results : M.group > 1;
  // the phase in which it gathers, and those up to which its operand is read
  template <int P> static constexpr bool gathers = P == phase && !Trivial;
  template <int P> static constexpr bool to_operand = !Operand::quiet && (Trivial || P <= phase);

  Operand operand;
  static constexpr bool counts_in_elements =
      requires { requires Op::counts_in_elements; } && std::is_floating_point_v<T>;
  using count_type = std::conditional_t<counts_in_elements, T, index>;
  shared_by_cursors<count_type> count; // of elements that meet in one
  transient<pack<T, width>> sum;       // one accumulator a lane
  row_value<T, M> value;               // the result; along the row the lanes have been merged
  [[no_unique_address]] group_sums<T, M> sums;
  [[no_unique_address]] scratch_if<T, keeps_row> kept;
  // on the way back: what the result receives, and what an element does
  [[no_unique_address]] state_if<lane_sum<T, M, width>, returns, 0> received{};
  [[no_unique_address]] state_if<pack<T, M.along ? 1 : width>, returns, 1> share{};
  [[no_unique_address]] state_if<pack<T, width>, counts_ties, 2> ties{};

  [[no_unique_address]] pairwise<pack<T, width>, rounds> earlier; // accumulators set aside

  struct source {
    typename Operand::source operand;
    count_type count;
    index row; // what a row takes in scratch
  };
  template <class Scope>
  TENON_HOOK constexpr fold_cursor(const source& s, const Scope& scope)
      : operand(s.operand, scope), count(s.count), kept(s.row) {}

  TENON_HOOK constexpr void row(const position& at) {
    operand.row(at);
    value.row(at);
  }

  template <int P> TENON_HOOK constexpr void begin() {
    if constexpr (to_operand<P>) operand.template begin<P>();
    if constexpr (P > phase && !Trivial) value.begin();
    if constexpr (gathers<P>) {
      sum = pack<T, width>(Op::template identity<T>());
      earlier.clear();
      if constexpr (counts_ties) ties = pack<T, width>(T(0));
      if constexpr (returns) received.clear();
    }
  }
  template <int P, int W, int N> TENON_HOOK constexpr void step(index j) {
    if constexpr (to_operand<P>) operand.template step<P, W, N>(j);
    if constexpr (gathers<P>) {
      const auto element = operand.template lane<W, N>(j);
      if constexpr (keeps_row) store_lanes<N, spacing::unit>(element, kept.get() + j * apart);
      const auto x = keep<N>(element, pack<T, W>(Op::template identity<T>()));
      const auto before = sum.it.template low<W>();
      const auto after = Op::merge(before, x);
      if constexpr (counts_ties) {
        const auto one = keep<N>(pack<T, W>(T(1)), pack<T, W>(T(0)));
        const auto kept = select(before == after, ties.template low<W>(), pack<T, W>(T(0)));
        ties = ties.template with_low<W>(kept + select(x == after, one, pack<T, W>(T(0))));
      }
      sum = sum.it.template with_low<W>(after);
    }
  }
  template <int P> TENON_HOOK constexpr void pause() {
    if constexpr (to_operand<P>) operand.template pause<P>();
    if constexpr (gathers<P> && rounds) {
      earlier.template add<Op>(sum.it);
      sum = pack<T, width>(Op::template identity<T>());
    }
  }
  template <int P> TENON_HOOK constexpr void end() {
    if constexpr (to_operand<P>) operand.template end<P>();
    if constexpr (gathers<P>) {
      if constexpr (rounds) sum = earlier.template total<Op>(sum.it);
      if constexpr (M.group > 1) sums.template put<Op>(value.slot, sum.it);
      else if constexpr (M.along) {
        const T merged = reduce(sum.it, merging<Op>{});
        if constexpr (counts_ties) {
          const auto here = select(sum.it == pack<T, width>(merged), ties, pack<T, width>(T(0)));
          ties = pack<T, width>(reduce(here, add_packs{}));
        }
        value.put(finished(pack<T, 1>(merged)));
      } else value.put(finished(sum.it));
    }
  }
  // the end of a group of rows
  template <int P, int Rows> TENON_HOOK constexpr void close(const position& first) {
    if constexpr (to_operand<P>) operand.template close<P, Rows>(first);
    if constexpr (gathers<P> && M.group > 1) value.put_all(finished(sums.template totals<Op>()));
  }
  template <int N, int Rows> TENON_HOOK constexpr void turn(const position& first, index j) {
    operand.template turn<N, Rows>(first, j);
  }
  template <int W, int N> TENON_HOOK constexpr pack<T, W> results([[maybe_unused]] const position& first) const {
    if constexpr (Trivial) return finish_fold<Op>(operand.template results<W, N>(first), index(1));
    else return value.template all<W, N>();
  }
  template <int W> TENON_HOOK constexpr pack<T, W> finished(pack<T, W> total) const {
    if constexpr (M.accumulate) return total;
    else if constexpr (Empty && rounds_at_all) return finish_fold<Op>(total + pack<T, W>(T(0)), count.it);
    else return finish_fold<Op>(total, count.it);
  }
  template <int W, int N> TENON_HOOK constexpr pack<T, W> lane(index j) const {
    if constexpr (Trivial) {
      const auto x = operand.template lane<W, N>(j);
      if constexpr (M.accumulate) return x;
      else return finish_fold<Op>(Op::merge(pack<T, W>(Op::template identity<T>()), x), index(1));
    } else if constexpr (M.along) return pack<T, W>(value.it[0]);
    else return value.it;
  }
  template <int W, int N> TENON_INLINE constexpr auto trace(index j) const {
    if constexpr (Trivial) {
      auto t = operand.template trace<W, N>(j);
      auto y = finish_fold<Op>(Op::merge(pack<T, W>(Op::template identity<T>()), t.y), index(1));
      return traced_operand<decltype(t), pack<T, W>>{y, t};
    } else return traced<pack<T, W>>{lane<W, N>(j)};
  }

  template <int W, int N, class Trace, class D> TENON_INLINE constexpr void pull(index j, const Trace& t, D d) {
    if constexpr (differentiable) {
      if constexpr (Trivial) operand.template pull<W, N>(j, t.operand, Op::pull(d, t.y, t.operand.y, index(1)));
      else if constexpr (returns) received.template add<N>(d);
    }
  }
  TENON_HOOK constexpr void pause_back() {
    if constexpr (returns) received.pause();
    operand.pause_back();
  }
  template <int P> TENON_INLINE constexpr void begin_back() {
    if constexpr (gathers<P> && returns) {
      if constexpr (M.along) share = pack<T, 1>(reduce(received.total(), add_packs{}));
      else share = received.total();
      if constexpr (counts_ties) {
        if constexpr (M.along) share = pack<T, 1>(share[0] / ties[0]);
        else share = share / ties;
      }
    }
    if constexpr (to_operand<P>) operand.template begin_back<P>();
  }
  template <int P, int W, int N> TENON_INLINE constexpr void back(index j) {
    if constexpr (gathers<P> && returns) {
      auto t = operand.template trace<W, N>(j);
      pack<T, W> d, y, x = t.y;
      if constexpr (keeps_row) x = load_lanes<W, N, spacing::unit>(static_cast<const T*>(kept.get() + j * apart));
      if constexpr (M.along) {
        d = pack<T, W>(share[0]);
        y = pack<T, W>(value.it[0]);
      } else {
        d = share;
        y = value.it;
      }
      operand.template pull<W, N>(j, t, Op::pull(d, y, x, count.it));
    }
    if constexpr (to_operand<P>) operand.template back<P, W, N>(j);
  }
  TENON_HOOK constexpr void end_row() { operand.end_row(); }
  TENON_HOOK constexpr void finish() { operand.finish(); }
};

template <class Op, unsigned Dims, class E, binding B, frame F> struct cursor<node::fold<Op, Dims, E>, B, F> {
  using fold = node::fold<Op, Dims, E>;
  static constexpr binding inner = operand_binding<fold, B, F>::value;
  using operand = cursor_for<E, inner, finishing<F, Op>::value>;
  using type = fold_cursor<Op, typename fold::value_type, mode_of(F), reduces_nothing(E::size_type::list, Dims),
                           fold::count == 0, typename operand::type>;
  template <class Memory> TENON_HOOK static constexpr typename type::source source_of(const fold& n, Memory& memory) {
    index row = 0;
    if constexpr (type::keeps_row) row = scratch_place<F>::capacity;
    return {operand::source_of(n.operand, memory), static_cast<typename type::count_type>(fold::count), row};
  }
};

} // namespace tenon
