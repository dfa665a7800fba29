// SPDX-License-Identifier: BSL-1.0
// Elements taken by number along a dimension of what lies in memory: of a table of embeddings, or of the values that a
// sort has put in order. The adjoint adds to the elements that were taken. A number out of range throws
// std::out_of_range.
#pragma once

#include <tenon/expr/contract.hpp>
#include <tenon/expr/pick.hpp>

namespace tenon {

// the loops with which an expression's values may change
template <class E> constexpr unsigned varies_with(const binding& b);
template <class... A> constexpr unsigned vary_with(types<A...>, const binding& b) {
  return (varies_with<A>(b) | ... | 0u);
}
constexpr unsigned varies_with(const layout& l, const binding& b) {
  unsigned m = 0;
  for (int d = 0; d < l.rank(); ++d)
    if (b.moves(d) && l.size[d] != 1 && l.stride[d] != 0) m |= 1u << b.loop[d];
  return m;
}
template <class E> inline constexpr bool is_map = false;
template <class Op, class... A> inline constexpr bool is_map<node::map<Op, A...>> = true;
template <class E> constexpr unsigned varies_with(const binding& b) {
  if constexpr (lies_in_memory<E>) return varies_with(E::layout_type::value, b);
  else if constexpr (requires { E::as_layout; }) return varies_with(E::as_layout, b);
  else if constexpr (requires { E::bind(b); }) return vary_with(typename E::operand_types{}, E::bind(b));
  else if constexpr (is_map<E>) return vary_with(typename E::operand_types{}, b);
  else return b.moving();
}

// how a table lies in memory
template <class E> struct table_layout {
  static constexpr bool stored = true;
  static constexpr layout value{E::size_type::list, row_major(E::size_type::list)};
};
template <class E>
  requires lies_in_memory<E>
struct table_layout<E> {
  static constexpr bool stored = false;
  static constexpr const layout& value = E::layout_type::value;
};
template <class E, class S, arrangement R> struct table_layout<node::spread<E, S, R>> {
  static constexpr bool stored = table_layout<E>::stored;
  static constexpr layout value = arranged(table_layout<E>::value, S::list, R);
};

namespace node {
// E at the position I along dimension D, in which alone their shapes differ
template <int D, class E, class I> struct take : expression<take<D, E, I>> {
  using value_type = typename E::value_type;
  using size_type = typename I::size_type;
  using operand_types = types<E, I>;
  static constexpr bool differentiable = E::differentiable;
  static constexpr int lanes = fewer_lanes(lanes_for<value_type>, I::lanes);
  static constexpr index entries = E::size_type::list[D];

  E operand;
  I number;
  const char* what; // the operation in whose name numbers are refused
  index padding;    // the entry that receives no gradient; -1: none

  constexpr take(E e, I i, const char* name, index without_gradient = -1)
      : operand(static_cast<E&&>(e)), number(static_cast<I&&>(i)), what(name), padding(without_gradient) {}
  template <class F> constexpr bool any_operand(F f) const { return f(operand, false) || f(number, false); }

  // the operand standing at its first entry
  static constexpr binding first_entry(binding b) {
    b.fixed[D] = true;
    b.offset[D] = 0;
    return b;
  }
  static constexpr void walk(survey& s, const binding& b) {
    constexpr const layout& l = table_layout<E>::value;
    // whole entries are read along their contiguous dimension
    for (int d = 0; d < l.rank(); ++d)
      if (s.proposing && s.inside_stored == 0 && d != D && b.moves(d) && l.stride[d] == 1 && l.size[d] != 1)
        s.propose(1u << b.loop[d]);
    s.computes_with(lanes_for<value_type>, b);
    s.touch(l, first_entry(b), E::differentiable ? 2 : 1);
    if (!s.proposing && (s.f.lane_mask() & varies_with<I>(b)) != 0) s.cost += survey::apart;
    if constexpr (table_layout<E>::stored) {
      s.store_operand("table", "elements are taken from anywhere in it", E::size_type::list);
      ++s.inside_stored;
      E::walk(s, first_entry(b));
      --s.inside_stored;
    }
    const int known = s.lanes;
    I::walk(s, b);
    if ((s.f.lane_mask() & varies_with<I>(b)) == 0) s.lanes = known; // one number is no pack
  }
};
} // namespace node

// A table as it lies in memory: a leaf where it is, what only arranges another as that does, anything else stored.
template <class E, binding B, frame F> struct table_cursor : stored_cursor<E, B, F> {};
template <class E, binding B, frame F>
  requires lies_in_memory<E>
struct table_cursor<E, B, F> : cursor<E, B, F> {};
template <class E, class S, arrangement R, binding B, frame F> struct table_cursor<node::spread<E, S, R>, B, F> {
  using within = table_cursor<E, node::spread<E, S, R>::bind(B), F>;
  using type = typename within::type;
  template <class Memory>
  TENON_HOOK static constexpr typename type::source source_of(const node::spread<E, S, R>& n, Memory& memory) {
    return within::source_of(n.operand, memory);
  }
};

// the frame in which that memory is addressed: as it lies
template <frame F> struct in_place_frame {
  static constexpr frame value = [] {
    frame f = F;
    f.turned = false;
    f.adds_in_place = true;
    return f;
  }();
};

// Uniform: whether one number serves all lanes; Early: whether it is known when the row begins. The number's cursor is
// the base, for all hooks but those of the values.
template <class T, mode M, bool Uniform, bool Early, bool Gradient, class Table, class Number>
struct take_cursor : Number {
  using value_type = T;
  static constexpr bool differentiable = Gradient, gives_results = false;
  static constexpr spacing between = decltype(Table::place.it)::between_lanes;
  struct numbers {
    index entries, step, padding; // step: from entry to entry
    const char* what;
  };
  struct source {
    typename Table::source table;
    typename Number::source number;
    numbers from;
  };
  Table table;
  shared_by_cursors<numbers> from;
  index chosen = 0;     // where the entry lies
  bool receives = true; // ... and whether it has a gradient

  template <class Scope>
  TENON_HOOK constexpr take_cursor(const source& s, const Scope& scope)
      : Number(s.number, scope), table(s.table, scope), from(s.from) {}
  TENON_HOOK constexpr void row(const position& at) {
    Number::row(at);
    table.row(at);
    if constexpr (Early) {
      const index entry = the_entry(0);
      chosen = entry * from.it.step;
      if constexpr (Gradient) {
        table.gradient.p += chosen;
        receives = entry != from.it.padding;
      }
    }
  }
  template <int W, int N> TENON_HOOK constexpr pack<T, W> lane(index j) const {
    const index step = table.place.it.lane();
    if constexpr (Uniform) return load_lanes<W, N, between>(at(j) + the_place(j), step);
    else {
      const auto n = Number::template lane<W, N>(j);
      check<N>(n);
      const T* const first = at(j);
      T got[W]{};
#pragma GCC unroll 16
      for (int i = 0; i < N; ++i) got[i] = first[i * step + static_cast<index>(n[i]) * from.it.step];
      return pack<T, W>::load(got);
    }
  }
  template <int W, int N> TENON_INLINE constexpr traced<pack<T, W>> trace(index j) const { return {lane<W, N>(j)}; }
  template <int W, int N, class Trace, class G> TENON_INLINE constexpr void pull(index j, const Trace&, G d) {
    if constexpr (Gradient) {
      T* const p = table.gradient.p + j * table.place.it.row();
      const index step = table.place.it.lane();
      if constexpr (Early) {
        if (receives) table.gradient.template add<W, N>(j, d);
      } else if constexpr (Uniform) {
        const index entry = the_entry(j);
        if (entry != from.it.padding) add_lanes<N, between>(d, p + entry * from.it.step, step);
      } else {
        const auto n = Number::template lane<W, N>(j);
        for (int i = 0; i < N; ++i) {
          const index entry = checked(n[i]);
          T& to = p[i * step + entry * from.it.step];
          if (entry != from.it.padding) to = to + d[i];
        }
      }
    }
  }
  TENON_HOOK constexpr void pause_back() {
    Number::pause_back();
    if constexpr (Early && Gradient) table.pause_back();
  }
  TENON_HOOK constexpr void end_row() {
    Number::end_row();
    if constexpr (Gradient) table.template end_row<Early>();
  }
  TENON_HOOK constexpr void finish() {
    Number::finish();
    table.finish();
  }

private:
  TENON_HOOK constexpr const T* at(index j) const { return table.p + j * table.place.it.row(); }
  TENON_HOOK constexpr index the_place(index j) const {
    if constexpr (Early) return chosen;
    else return the_entry(j) * from.it.step;
  }
  TENON_HOOK constexpr index the_entry(index j) const {
    return checked(Number::template lane<M.along ? 1 : M.width, M.lanes>(j)[0]);
  }
  // whether the first N of some numbers are entries
  template <int N, class I, int W> TENON_HOOK constexpr void check(pack<I, W> n) const {
    const auto wrong = (n < pack<I, W>(I(0))) | (n >= pack<I, W>(static_cast<I>(from.it.entries)));
    if (any(keep<N>(wrong, pack<bool, W>(false)))) [[unlikely]]
      for (int i = 0; i < N; ++i) (void)checked(n[i]);
  }
  template <class I> TENON_HOOK constexpr index checked(I number) const {
    const index n = static_cast<index>(number);
    if (n < 0 || n >= from.it.entries) throw_index(from.it.what, n, from.it.entries);
    return n;
  }
};

template <int D, class E, class I, binding B, frame F> struct cursor<node::take<D, E, I>, B, F> {
  using take = node::take<D, E, I>;
  static constexpr binding there = take::first_entry(B);
  static constexpr frame as_it_lies = in_place_frame<F>::value;
  using table = table_cursor<E, there, as_it_lies>;
  using number = cursor_for<I, B, number_frame<F>::value>;
  static constexpr unsigned loops = varies_with<I>(B);
  static constexpr bool uniform = (F.lane_mask() & loops) == 0;
  static constexpr bool early = uniform && (F.long_row_mask() & loops) == 0 && number::type::ready == 0;
  using type = take_cursor<typename take::value_type, mode_of(F), uniform, early, take::differentiable && F.adjoint,
                           typename table::type, typename number::type>;
  template <class Memory> TENON_HOOK static constexpr typename type::source source_of(const take& n, Memory& memory) {
    return {table::source_of(n.operand, memory),
            number::source_of(n.number, memory),
            {take::entries, table_layout<E>::value.stride[D], n.padding, n.what}};
  }
};

} // namespace tenon
