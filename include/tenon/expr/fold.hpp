// SPDX-License-Identifier: BSL-1.0
// A reduction over dimensions, which stay with extent 1. The reduction is a type with
//   identity<T>()          what an empty reduction starts from
//   merge(a, b)            of accumulators, and of an accumulator and an element
//   finish(a, n)           what comes of the accumulator of n elements; without it the accumulator itself
//   pull(d, y, x, n)       what an element x receives when the result y receives d
//   linear                 whether pull needs neither y nor x
//   rounds                 whether merging rounds, so that long rows are merged pairwise (sums)
//   shares_ties            whether equal elements share what the result receives (maximum and minimum)
#pragma once

#include <tenon/expr/expression.hpp>
#include <tenon/expr/map.hpp>

namespace tenon {

template <class Op, class A> TENON_INLINE constexpr A finish_fold(A a, index n) {
  if constexpr (requires { Op::finish(a, n); }) return Op::finish(a, n);
  else return a;
}

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
  static constexpr ints size = reduced_size(E::size_type::list, Dims);
  static constexpr index count = reduced_count(E::size_type::list, Dims);
  using value_type = typename E::value_type;
  using size_type = size_of<size>;
  static constexpr bool differentiable = E::differentiable && op_differentiable<Op>;
  static constexpr int lanes = E::lanes;

  E operand;

  constexpr explicit fold(E e) : operand(static_cast<E&&>(e)) {}

  static constexpr bool bind(const frame& f, const binding& b, binding& inner) {
    return bind_reduced(f, b, E::size_type::list, Dims, inner);
  }
  // A reduction whose operand would have to be stored is stored itself, which takes less.
  static constexpr bool runs_inline(const frame& f, const binding& b) {
    binding inner;
    if (!bind(f, b, inner)) return false;
    if (reduces_nothing(E::size_type::list, Dims)) return true;
    if (!runs_in_row(f, inner, Dims, E::size_type::list)) return false;
    survey s;
    s.f = f;
    E::walk(s, inner);
    return s.in_rows();
  }
  static constexpr void walk(survey& s, const binding& b) {
    binding inner;
    s.operations += s.proposing ? 0 : product(E::size_type::list);
    if (s.proposing) {
      s.claim(b, E::size_type::list, Dims, inner);
      E::walk(s, inner);
    } else if (runs_inline(s.f, b)) {
      bind(s.f, b, inner);
      E::walk(s, inner);
    } else {
      s.store_whole("reduction", why_not_in_row(s.f, b, E::size_type::list, Dims), size, b);
      ++s.inside_stored;
      bind(s.f, b, inner);
      E::walk(s, inner);
      --s.inside_stored;
    }
  }
};
} // namespace node

// only a statement's outermost reduction leaves its accumulators unfinished
template <frame F> struct finishing {
  static constexpr frame value = [] {
    frame f = F;
    f.accumulate = false;
    f.band = no_band;
    return f;
  }();
};

// What lives within one phase: it does not move along when a cursor does.
template <class P> struct transient {
  P it;
  transient() = default;
  TENON_INLINE constexpr transient(const transient&) {}
  TENON_INLINE constexpr transient& operator=(const transient&) { return *this; }
  TENON_INLINE constexpr transient& operator=(P p) {
    it = p;
    return *this;
  }
};

// What the rows of a group have accumulated, a register each.
template <class T, int N, bool InRegisters> struct group_memory {
  scratch<T> memory{N};
  TENON_INLINE constexpr T* get() const { return memory.get(); }
};
template <class T, int N> struct group_memory<T, N, true> {
  alignas(64) T memory[N];
  TENON_INLINE constexpr T* get() { return memory; }
  TENON_INLINE constexpr const T* get() const { return memory; }
};
template <class T, frame F> struct group_sums {
  // a register of T, or what takes part in the rows' common tree
  static constexpr int width = fewer_lanes(fewer_lanes(F.width, native_lanes<T>), F.group);
  group_memory<T, F.group * width, F.holds_group()> memory;

  template <class Op, int W> TENON_INLINE constexpr void put(int slot, pack<T, W> sum) {
    if constexpr (W > width) put<Op>(slot, Op::merge(low_half(sum), high_half(sum)));
    else sum.store(memory.get() + slot * width);
  }
  template <class Op> TENON_INLINE constexpr pack<T, F.group> totals() const {
    return reduce_rows<F.group, T, width>(memory.get(),
                                          [](auto a, auto b) TENON_INLINE_LAMBDA { return Op::merge(a, b); });
  }
};
template <class T, frame F>
  requires(F.group == 1)
struct group_sums<T, F> {};

// Accumulators of equal weight are merged in pairs, as a counter carries: the rounding error of a sum then grows with
// the logarithm of its length.
template <class P, bool Needed> struct pairwise {
  constexpr void clear() {}
};
template <class P> struct pairwise<P, true> {
  static constexpr int levels = 40;
  scratch<P> memory{levels}; // outside the cursor, which would leave the registers with it
  unsigned long long count = 0;

  constexpr void clear() { count = 0; }
  template <class Op> constexpr void add(P sum) {
    int l = 0;
    for (unsigned long long n = count++; n & 1; n >>= 1) sum = Op::merge(memory.get()[l++], sum);
    memory.get()[l] = sum;
  }
  template <class Op> constexpr P total(P sum) const {
    for (int l = 0; l < levels && count >> l; ++l)
      if (count >> l & 1) sum = Op::merge(memory.get()[l], sum);
    return sum;
  }
};

template <class Op, unsigned Dims, class E, binding B, frame F> struct cursor<node::fold<Op, Dims, E>, B, F> {
  using fold = node::fold<Op, Dims, E>;
  using T = typename fold::value_type;
  static constexpr binding inner = [] {
    binding b;
    fold::bind(F, B, b);
    return b;
  }();
  static constexpr bool trivial = reduces_nothing(E::size_type::list, Dims);
  static constexpr int width = F.width;
  static constexpr bool counts_ties = F.adjoint && fold::differentiable && requires { requires Op::shares_ties; };

  static constexpr frame inside = finishing<F>::value;
  static constexpr bool rounds_at_all = requires { requires Op::rounds; } && std::is_floating_point_v<T>;
  static constexpr bool rounds = rounds_at_all && F.row_length() > (F.along() ? width : 1) * steps_per_pause;
  using operand_cursor = cursor_for<E, inner, inside>;
  static constexpr int phase = operand_cursor::ready;
  static constexpr int ready = trivial ? phase : phase + 1;
  static constexpr bool gives_results = trivial ? operand_cursor::gives_results : F.group > 1;

  operand_cursor operand;
  transient<pack<T, width>> sum; // one accumulator a lane
  row_value<T, F> value;         // the result; along the row the lanes have been merged
  group_sums<T, F> sums;
  pack<T, width> received; // adjoint: what the result receives
  pack<T, F.along() ? 1 : width> share;
  pack<T, counts_ties ? width : 1> ties;

  pairwise<pack<T, width>, rounds> earlier; // accumulators set aside

  template <class Scope, class Memory>
  TENON_INLINE constexpr cursor(const fold& n, const Scope& scope, Memory& memory)
      : operand(n.operand, scope, memory) {}

  TENON_INLINE constexpr void row(const position& at) {
    operand.row(at);
    value.row(at);
  }

  template <int P> TENON_INLINE constexpr void begin() {
    operand.template begin<P>();
    if constexpr (P > phase && !trivial) value.begin();
    if constexpr (P == phase && !trivial) {
      sum = pack<T, width>(Op::template identity<T>());
      earlier.clear();
      if constexpr (counts_ties) ties = pack<T, width>(T(0));
      if constexpr (F.adjoint) received = pack<T, width>(T(0));
    }
  }
  template <int P, int W, int N> TENON_INLINE constexpr void step(index j) {
    operand.template step<P, W, N>(j);
    if constexpr (P == phase && !trivial) {
      const auto x = keep<N>(operand.template lane<W, N>(j), pack<T, W>(Op::template identity<T>()));
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
  template <int P> TENON_INLINE constexpr void pause() {
    operand.template pause<P>();
    if constexpr (P == phase && !trivial && rounds) {
      earlier.template add<Op>(sum.it);
      sum = pack<T, width>(Op::template identity<T>());
    }
  }
  template <int P> TENON_INLINE constexpr void end() {
    operand.template end<P>();
    if constexpr (P == phase && !trivial) {
      if constexpr (rounds) sum = earlier.template total<Op>(sum.it);
      if constexpr (F.group > 1) sums.template put<Op>(value.slot, sum.it);
      else if constexpr (F.along()) {
        const T merged = reduce(sum.it, [](auto a, auto b) TENON_INLINE_LAMBDA { return Op::merge(a, b); });
        if constexpr (counts_ties) {
          const auto here = select(sum.it == pack<T, width>(merged), ties, pack<T, width>(T(0)));
          ties = pack<T, width>(reduce(here, [](auto a, auto b) TENON_INLINE_LAMBDA { return a + b; }));
        }
        value.put(finished(pack<T, 1>(merged)));
      } else value.put(finished(sum.it));
    }
  }
  // the end of a group of rows
  template <int P, int Rows> TENON_INLINE constexpr void close(const position& first) {
    operand.template close<P, Rows>(first);
    if constexpr (P == phase && !trivial && F.group > 1) value.put_all(finished(sums.template totals<Op>()));
  }
  template <int N, int Rows> TENON_INLINE constexpr void turn(const position& first, index j) {
    operand.template turn<N, Rows>(first, j);
  }
  template <int W, int N> TENON_INLINE constexpr pack<T, W> results([[maybe_unused]] const position& first) const {
    if constexpr (trivial) return finish_fold<Op>(operand.template results<W, N>(first), index(1));
    else return value.template all<W, N>();
  }
  template <int W> TENON_INLINE static constexpr pack<T, W> finished(pack<T, W> total) {
    if constexpr (F.accumulate) return total;
    else if constexpr (fold::count == 0 && rounds_at_all) return finish_fold<Op>(total + pack<T, W>(T(0)), fold::count);
    else return finish_fold<Op>(total, fold::count);
  }
  template <int W, int N> TENON_INLINE constexpr pack<T, W> lane(index j) const {
    if constexpr (trivial) {
      const auto x = operand.template lane<W, N>(j);
      if constexpr (F.accumulate) return x;
      else return finish_fold<Op>(Op::merge(pack<T, W>(Op::template identity<T>()), x), index(1));
    } else if constexpr (F.along()) return pack<T, W>(value.it[0]);
    else return value.it;
  }
  template <int W, int N> TENON_INLINE constexpr auto trace(index j) const {
    if constexpr (trivial) {
      const auto t = operand.template trace<W, N>(j);
      const auto y = finish_fold<Op>(Op::merge(pack<T, W>(Op::template identity<T>()), t.y), index(1));
      return traced_operand<decltype(t), pack<T, W>>{y, t};
    } else return traced<pack<T, W>>{lane<W, N>(j)};
  }

  template <int W, int N, class Trace, class D> TENON_INLINE constexpr void pull(index j, const Trace& t, D d) {
    if constexpr (fold::differentiable) {
      if constexpr (trivial) operand.template pull<W, N>(j, t.operand, Op::pull(d, t.y, t.operand.y, index(1)));
      else {
        const auto part = received.template low<W>() + keep<N>(d, pack<T, W>(T(0)));
        received = received.template with_low<W>(part);
      }
    }
  }
  template <int P> TENON_INLINE constexpr void begin_back() {
    if constexpr (P == phase && !trivial && fold::differentiable) {
      if constexpr (F.along())
        share = pack<T, 1>(reduce(received, [](auto a, auto b) TENON_INLINE_LAMBDA { return a + b; }));
      else share = received;
      if constexpr (counts_ties) {
        if constexpr (F.along()) share = pack<T, 1>(share[0] / ties[0]);
        else share = share / ties;
      }
    }
    operand.template begin_back<P>();
  }
  template <int P, int W, int N> TENON_INLINE constexpr void back(index j) {
    if constexpr (P == phase && !trivial && fold::differentiable) {
      const auto t = operand.template trace<W, N>(j);
      pack<T, W> d, y;
      if constexpr (F.along()) {
        d = pack<T, W>(share[0]);
        y = pack<T, W>(value.it[0]);
      } else {
        d = share;
        y = value.it;
      }
      operand.template pull<W, N>(j, t, Op::pull(d, y, t.y, fold::count));
    }
    operand.template back<P, W, N>(j);
  }
  TENON_INLINE constexpr void end_row() { operand.end_row(); }
  TENON_INLINE constexpr void finish() { operand.finish(); }
};

} // namespace tenon
