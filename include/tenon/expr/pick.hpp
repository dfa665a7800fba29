// SPDX-License-Identifier: BSL-1.0
// An element of each row chosen by number, such as the logit of a class. The row may be one that the statement has just
// computed; a number out of range throws std::out_of_range.
#pragma once

#include <tenon/expr/fold.hpp>
#include <tenon/expr/leaf.hpp>

namespace tenon {

// Defined on the tensor floor, which knows exceptions.
// GCC takes a template's attributes from its first declaration: without noinline here, statements inline it.
template <class Value>
[[noreturn, gnu::cold, gnu::noinline]] void throw_index(const char* what, Value value, index size);

namespace node {
// E at the position I along dimension D, which stays with extent 1, as it has in I
template <class E, class I, int D> struct pick : expression<pick<E, I, D>> {
  static constexpr ints shape = reduced_size(E::size_type::list, 1u << D);
  using value_type = typename E::value_type;
  using size_type = size_of<shape>;
  static constexpr bool differentiable = E::differentiable;
  using operand_types = types<E, I>;
  static constexpr int lanes = E::lanes;

  E operand;
  I number;
  const char* what;

  constexpr pick(E e, I i, const char* name) : operand(static_cast<E&&>(e)), number(static_cast<I&&>(i)), what(name) {}
  template <class F> constexpr bool any_operand(F f) const { return f(operand, false) || f(number, false); }

  static constexpr bool bind(const frame& f, const binding& b, binding& inner) {
    return bind_reduced(f, b, E::size_type::list, 1u << D, inner);
  }
  static constexpr bool runs_inline(const frame& f, const binding& b) {
    binding inner;
    return f.along() && bind(f, b, inner) && E::size_type::list[D] != 1 &&
           runs_in_row(f, inner, 1u << D, E::size_type::list);
  }
  static constexpr void walk(survey& s, const binding& b) {
    if (s.proposes_stored(shape, b)) return;
    binding inner;
    if (s.proposing) s.claim(b, E::size_type::list, 1u << D, inner);
    else bind(s.f, b, inner);
    const bool whole = !s.proposing && !runs_inline(s.f, b);
    if (whole) {
      s.store_whole("pick", why_not_in_row(s.f, b, E::size_type::list, 1u << D), shape, b);
      ++s.inside_stored;
    }
    I::walk(s, b);
    E::walk(s, inner);
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
  lane_sum<T, M, M.adjoint ? M.width : 1> received;

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
    if constexpr (M.adjoint) received.clear();
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
    received.template add<N>(d);
  }
  TENON_HOOK constexpr void pause_back() {
    received.pause();
    operand.pause_back();
  }
  template <int P> TENON_INLINE constexpr void begin_back() {
    if constexpr (P == phase && differentiable)
      operand.template pull<1, 1>(chosen, operand.template trace<1, 1>(chosen),
                                  pack<T, 1>(reduce(received.total(), add_packs{})));
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

} // namespace tenon
