// SPDX-License-Identifier: BSL-1.0
// Assignment to memory that the expression may read. An operand that is read where it is written, element by element,
// is safe; any other overlap is evaluated into scratch first.
#pragma once

#include <tenon/eval/evaluate.hpp>

#include <cstdint>

namespace tenon {

// addresses from the first to past the last element
struct memory_range {
  std::uintptr_t first, last;
  bool overlaps(memory_range o) const { return first < o.last && o.first < last; }
};
template <class L, class T> memory_range range_of(const T* p) {
  constexpr index span = [] {
    index s = 1;
    for (int d = 0; d < L::rank; ++d) {
      if (L::value.size[d] == 0) return index(0);
      s += (L::value.size[d] - 1) * L::value.stride[d];
    }
    return s;
  }();
  const auto a = reinterpret_cast<std::uintptr_t>(p);
  return {a, a + static_cast<std::uintptr_t>(span) * sizeof(T)};
}

// whether an expression reads memory that it does not own
template <class E> inline constexpr bool reads_memory = false;
template <class T, class M, bool G> inline constexpr bool reads_memory<node::leaf<T, M, G>> = true;
template <class Leaf, class Tag> inline constexpr bool reads_memory<node::named<Leaf, Tag>> = true;
template <class Op, class... A> inline constexpr bool reads_memory<node::map<Op, A...>> = (reads_memory<A> || ...);
template <class Op, unsigned D, class E> inline constexpr bool reads_memory<node::fold<Op, D, E>> = reads_memory<E>;
template <class E, class F>
inline constexpr bool reads_memory<node::let<E, F>> =
    reads_memory<E> || reads_memory<typename node::let<E, F>::body_type>;
template <class E, class S, arrangement R> inline constexpr bool reads_memory<node::spread<E, S, R>> = reads_memory<E>;
template <class E> inline constexpr bool reads_memory<node::stop<E>> = reads_memory<E>;
template <class E, class I, int D>
inline constexpr bool reads_memory<node::pick<E, I, D>> = reads_memory<E> || reads_memory<I>;
template <class I, class T, class M, bool G> inline constexpr bool reads_memory<node::lookup<I, T, M, G>> = true;
template <class A, class B>
inline constexpr bool reads_memory<node::contract<A, B>> = reads_memory<A> || reads_memory<B>;
template <int D, class... A> inline constexpr bool reads_memory<node::join<D, A...>> = (reads_memory<A> || ...);
template <class E, class S> inline constexpr bool reads_memory<node::reshape<E, S>> = reads_memory<E>;
template <int D, class E> inline constexpr bool reads_memory<node::scan<D, E>> = reads_memory<E>;

// Whether writing a destination of layout L at `range` could change what e still has to read. In place: e's element
// is read when the destination's element at the same coordinates is written.
template <class L> struct conflict {
  const void* destination;
  memory_range range;

  template <class E> constexpr bool in(const E& e, bool in_place) const {
    if constexpr (reads_memory<E>) return (*this)(e, in_place);
    else return false;
  }

private:
  template <class T, class M, bool G> bool operator()(const node::leaf<T, M, G>& n, bool in_place) const {
    if (in_place && static_cast<const void*>(n.data) == destination && std::is_same_v<L, M>) return false;
    return range.overlaps(range_of<M>(n.data));
  }
  template <class Leaf, class Tag> bool operator()(const node::named<Leaf, Tag>& n, bool in_place) const {
    return (*this)(static_cast<const Leaf&>(n), in_place);
  }
  template <class Op, class... A> bool operator()(const node::map<Op, A...>& n, bool in_place) const {
    return any(n.operands, in_place);
  }
  template <class Op, unsigned D, class E> bool operator()(const node::fold<Op, D, E>& n, bool in_place) const {
    return in(n.operand, in_place);
  }
  template <class E, class F> bool operator()(const node::let<E, F>& n, bool in_place) const {
    return (!node::let<E, F>::names_leaf && in(n.operand, in_place)) || in(n.body, in_place);
  }
  template <class E, class S, arrangement R> bool operator()(const node::spread<E, S, R>& n, bool in_place) const {
    constexpr bool stays = [] {
      for (int d = 0; d < E::size_type::rank; ++d)
        if (R.from[d] != d || R.start[d] != 0 || (E::size_type::list[d] != S::list[d] && E::size_type::list[d] != 1))
          return false;
      return E::size_type::rank == S::rank;
    }();
    return in(n.operand, in_place && stays);
  }
  template <class E> bool operator()(const node::stop<E>& n, bool in_place) const { return in(n.operand, in_place); }
  template <class E, class I, int D> bool operator()(const node::pick<E, I, D>& n, bool) const {
    return in(n.operand, false) || in(n.number, false);
  }
  template <class I, class T, class M, bool G> bool operator()(const node::lookup<I, T, M, G>& n, bool) const {
    return in(n.table, false) || in(n.number, false);
  }
  template <class A, class B> bool operator()(const node::contract<A, B>& n, bool) const {
    return in(n.left, false) || in(n.right, false);
  }
  template <int D, class... A> bool operator()(const node::join<D, A...>& n, bool) const {
    return any(n.operands, false);
  }
  template <class E, class S> bool operator()(const node::reshape<E, S>& n, bool) const { return in(n.operand, false); }
  template <int D, class E> bool operator()(const node::scan<D, E>& n, bool in_place) const {
    return in(n.operand, in_place);
  }

  template <int... I, class... A>
  bool any(const slots<std::integer_sequence<int, I...>, A...>& operands, bool in_place) const {
    return (in(static_cast<const slot<I, A>&>(operands).it, in_place) || ...);
  }
};

// Whether everything e reads has been read before the destination is written, wherever it lies: one pack is all.
template <class L, class T, class E> constexpr bool reads_first() {
  if constexpr (requires { typename evaluates_whole<E>::type; }) {
    if constexpr (requires { evaluates_whole<E>::template reads_first<L>; })
      return evaluates_whole<E>::template reads_first<L>;
    else return false;
  } else {
    using plan = plan_for<E, L::value, T, false>;
    constexpr frame f = plan::value;
    const bool one_pack = f.row_length() <= f.width && (!plan::chosen.traps || f.width == 1); // else one by one
    return !f.accumulate && f.along() && f.rows() == 1 && (one_pack || product(L::value.size) == 1);
  }
}

// elements in row-major order into memory that is laid out otherwise; returns the first that is left
template <class T>
[[gnu::cold, gnu::noinline]] constexpr const T* put_elements(const T* from, const layout& l, T* to, int d = 0) {
  if (d == l.rank()) {
    *to = *from;
    return from + 1;
  }
  for (index i = 0; i < l.size[d]; ++i) from = put_elements(from, l, to + i * l.stride[d], d + 1);
  return from;
}

// through memory of its own; rare, so that it shall not weigh on the other way
template <class L, class T, class E> [[gnu::cold, gnu::noinline]] constexpr void assign_overlapping(const E& e, T* to) {
  using whole = row_major_layout<typename E::size_type>;
  scratch_scope scope;
  const scratch<T> copy(product(L::value.size));
  evaluate<whole>(e, copy.get());
  put_elements<T>(copy.get(), L::value, to);
}

// destination = e, as if e were evaluated first
template <class L, class T, class E> constexpr void assign(const E& e, T* destination) {
  if constexpr (reads_first<L, T, E>()) {
    if (!std::is_constant_evaluated()) return evaluate<L>(e, destination);
  } else {
    constexpr bool row_by_row = [] {
      if constexpr (requires { typename evaluates_whole<E>::type; }) return false;
      else {
        constexpr frame f = plan_for<E, L::value, T, false>::value;
        return !f.accumulate && !gathers_columns<E, T, f>();
      }
    }();
    if (!std::is_constant_evaluated() && !conflict<L>{destination, range_of<L>(destination)}.in(e, row_by_row))
      return evaluate<L>(e, destination);
  }
  assign_overlapping<L>(e, destination);
}

} // namespace tenon
