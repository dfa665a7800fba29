// SPDX-License-Identifier: BSL-1.0
// Elements chosen by number: one of each row (`pick`, the logit of a class), or whole rows of a table (`lookup`, an
// embedding). Neither compares or copies; a number out of range throws std::out_of_range.
#pragma once

#include <tenon/expr/fold.hpp>
#include <tenon/expr/leaf.hpp>

namespace tenon {

// Defined on the tensor floor, which knows exceptions.
template <class Value> [[noreturn]] void throw_index(const char* what, Value value, index size);

namespace node {
// E at the position I along dimension D, which stays with extent 1, as it has in I
template <class E, class I, int D> struct pick : expression<pick<E, I, D>> {
  static constexpr ints size = reduced_size(E::size_type::list, 1u << D);
  using value_type = typename E::value_type;
  using size_type = size_of<size>;
  static constexpr bool differentiable = E::differentiable;
  static constexpr int height = tallest<E, I>;
  static constexpr int lanes = E::lanes;

  E operand;
  I number;
  const char* what;

  constexpr pick(E e, I i, const char* name) : operand(static_cast<E&&>(e)), number(static_cast<I&&>(i)), what(name) {}

  static constexpr bool bind(const frame& f, const binding& b, binding& inner) {
    return bind_reduced(f, b, E::size_type::list, 1u << D, inner);
  }
  static constexpr bool runs_inline(const frame& f, const binding& b) {
    binding inner;
    return f.along() && bind(f, b, inner) && E::size_type::list[D] != 1 &&
           runs_in_row(f, inner, 1u << D, E::size_type::list);
  }
  static constexpr void walk(survey& s, const binding& b) {
    binding inner;
    if (s.proposing) s.claim(b, E::size_type::list, 1u << D, inner);
    else bind(s.f, b, inner);
    const bool whole = !s.proposing && !runs_inline(s.f, b);
    if (whole) {
      s.store_whole("pick", why_not_in_row(s.f, b, E::size_type::list, 1u << D), size, b);
      ++s.inside_stored;
    }
    s.serial = true; // a number may be wrong
    I::walk(s, b);
    E::walk(s, inner);
    if (whole) --s.inside_stored;
  }
};

// rows of a table of layout L (entries, width) by the numbers I; `Padding` receives no gradient
template <class I, class T, class L, bool Gradient> struct lookup : expression<lookup<I, T, L, Gradient>> {
  static constexpr ints size = [] {
    ints s = I::size_type::list;
    s.push_back(L::value.size[1]);
    return s;
  }();
  using value_type = T;
  using size_type = size_of<size>;
  static constexpr bool differentiable = Gradient;
  static constexpr int lanes = lanes_for<T>;
  static constexpr int height = tallest<I>;
  static constexpr int last = I::size_type::rank;

  I number;
  leaf<T, L, Gradient> table;
  index padding; // the row that receives no gradient; -1: none

  constexpr lookup(I i, leaf<T, L, Gradient> t, index p) : number(static_cast<I&&>(i)), table(t), padding(p) {}

  static constexpr bool runs_inline(const frame& f, const binding& b) {
    return f.along() && b.moves(last) && f.row_first == b.loop[last] && f.row_last == b.loop[last] &&
           (f.outer_mask() & ~b.moving()) == 0;
  }
  static constexpr binding number_binding(binding b) {
    b.rank = last;
    return b;
  }
  static constexpr void walk(survey& s, const binding& b) {
    const bool whole = !s.proposing && !runs_inline(s.f, b);
    if (s.proposing && b.moves(last)) s.propose(1u << b.loop[last]);
    if (s.proposing) s.joined = 0;
    if (whole) {
      s.store_whole("lookup", "its rows are not the statement's", size, b);
      ++s.inside_stored;
    }
    s.computes_with(lanes, b);
    s.serial = true; // a number may be wrong
    I::walk(s, number_binding(b));
    if (whole) --s.inside_stored;
  }
};
} // namespace node

// numbers are wanted when the row is set up, before anything is computed for it
template <frame F> struct number_frame {
  static constexpr frame value = [] {
    frame f = F;
    f.computed = true;
    f.unread = false;
    return f;
  }();
};

template <class T, mode M, class Operand, class Number> struct pick_cursor {
  static_assert(Number::ready == 0, "pick: the numbers are elements, not reductions");
  using value_type = T;
  static constexpr int phase = Operand::ready;
  static constexpr int ready = phase + 1;
  static constexpr bool quiet = false, differentiable = Operand::differentiable;
  static constexpr bool gives_results = M.group > 1;
  template <int P> static constexpr bool to_operand = P <= phase && !Operand::quiet;

  Operand operand;
  Number number;
  shared_by_cursors<const char*> what;
  shared_by_cursors<index> entries;
  index chosen = 0;
  row_value<T, M> value;
  pack<T, M.adjoint ? M.width : 1> received;

  struct source {
    typename Operand::source operand;
    typename Number::source number;
    const char* what;
    index entries;
  };
  template <class Scope>
  TENON_HOOK constexpr pick_cursor(const source& s, const Scope& scope)
      : operand(s.operand, scope), number(s.number, scope), what(s.what), entries(s.entries) {}
  TENON_HOOK constexpr void row(const position& at) {
    operand.row(at);
    number.row(at);
    value.row(at);
    chosen = static_cast<index>(number.template lane<1, 1>(0)[0]);
    if (chosen < 0 || chosen >= entries.it) throw_index(what.it, chosen, entries.it);
    if constexpr (M.adjoint) received = pack<T, M.width>(T(0));
  }
  template <int P> TENON_HOOK constexpr void begin() {
    if constexpr (to_operand<P>) operand.template begin<P>();
    if constexpr (P > phase) value.begin();
  }
  template <int P, int W, int N> TENON_HOOK constexpr void step(index j) {
    if constexpr (to_operand<P>) operand.template step<P, W, N>(j);
  }
  template <int P> TENON_HOOK constexpr void pause() {
    if constexpr (to_operand<P>) operand.template pause<P>();
  }
  template <int P> TENON_HOOK constexpr void end() {
    if constexpr (to_operand<P>) operand.template end<P>();
    if constexpr (P == phase) value.put(operand.template lane<1, 1>(chosen));
  }
  template <int P, int Rows> TENON_HOOK constexpr void close(const position& first) {
    if constexpr (to_operand<P>) operand.template close<P, Rows>(first);
  }
  template <int W, int N> TENON_HOOK constexpr pack<T, W> results(const position&) const {
    return value.template all<W, N>();
  }
  template <int W, int N> TENON_HOOK constexpr pack<T, W> lane(index) const { return pack<T, W>(value.it[0]); }
  template <int W, int N> TENON_INLINE constexpr traced<pack<T, W>> trace(index j) const { return {lane<W, N>(j)}; }
  template <int W, int N, class Trace, class G> TENON_INLINE constexpr void pull(index, const Trace&, G d) {
    const auto part = received.template low<W>() + keep<N>(d, pack<T, W>(T(0)));
    received = received.template with_low<W>(part);
  }
  template <int P> TENON_INLINE constexpr void begin_back() {
    if constexpr (P == phase && differentiable)
      operand.template pull<1, 1>(chosen, operand.template trace<1, 1>(chosen),
                                  pack<T, 1>(reduce(received, add_packs{})));
    if constexpr (to_operand<P>) operand.template begin_back<P>();
  }
  template <int P, int W, int N> TENON_INLINE constexpr void back(index j) {
    if constexpr (to_operand<P>) operand.template back<P, W, N>(j);
  }
  TENON_HOOK constexpr void end_row() { operand.end_row(); }
  TENON_HOOK constexpr void finish() { operand.finish(); }
};

template <class E, class I, int D, binding B, frame F> struct cursor<node::pick<E, I, D>, B, F> {
  using pick = node::pick<E, I, D>;
  static constexpr binding inner = operand_binding<pick, B, F>::value;
  using operand = cursor_for<E, inner, F>;
  using number = cursor_for<I, B, number_frame<F>::value>;
  using type = pick_cursor<typename pick::value_type, mode_of(F), typename operand::type, typename number::type>;
  template <class Memory> TENON_HOOK static constexpr typename type::source source_of(const pick& n, Memory& memory) {
    return {operand::source_of(n.operand, memory), number::source_of(n.number, memory), n.what, E::size_type::list[D]};
  }
};

// Lane: how far apart the elements of a table's row lie.
template <class T, spacing Lane, bool Gradient, class Number> struct lookup_cursor : quiet_cursor {
  using value_type = T;
  static constexpr bool differentiable = Gradient;
  struct source {
    typename Number::source number;
    const T* table;
    T* gradient;
    index padding, entries, step_row, step_lane;
  };
  Number number;
  source from;
  index chosen = 0;

  template <class Scope>
  TENON_HOOK constexpr lookup_cursor(const source& s, const Scope& scope) : number(s.number, scope), from(s) {}
  TENON_HOOK constexpr void row(const position& at) {
    number.row(at);
    chosen = static_cast<index>(number.template lane<1, 1>(0)[0]);
    if (chosen < 0 || chosen >= from.entries) throw_index("embedding", chosen, from.entries);
  }
  template <int W, int N> TENON_HOOK constexpr pack<T, W> lane(index j) const {
    return load_lanes<W, N, Lane>(from.table + chosen * from.step_row + j * from.step_lane, from.step_lane);
  }
  template <int W, int N> TENON_INLINE constexpr traced<pack<T, W>> trace(index j) const { return {lane<W, N>(j)}; }
  template <int W, int N, class Trace, class G> TENON_INLINE constexpr void pull(index j, const Trace&, G d) {
    if constexpr (Gradient)
      if (chosen != from.padding)
        add_lanes<N, Lane>(d, from.gradient + chosen * from.step_row + j * from.step_lane, from.step_lane);
  }
};

template <class I, class T, class L, bool Gradient, binding B, frame F>
struct cursor<node::lookup<I, T, L, Gradient>, B, F> {
  using lookup = node::lookup<I, T, L, Gradient>;
  using number = cursor_for<I, lookup::number_binding(B), number_frame<F>::value>;
  using type = lookup_cursor<T, spacing_of(L::value.stride[1]), Gradient && F.adjoint, typename number::type>;
  template <class Memory> TENON_HOOK static constexpr typename type::source source_of(const lookup& n, Memory& memory) {
    T* gradient = nullptr;
    if constexpr (Gradient) gradient = n.table.gradient;
    return {number::source_of(n.number, memory),
            n.table.data,
            gradient,
            n.padding,
            L::value.size[0],
            L::value.stride[0],
            L::value.stride[1]};
  }
};

} // namespace tenon
