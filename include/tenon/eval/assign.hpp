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
  const auto a = reinterpret_cast<std::uintptr_t>(p);
  return {a, a + static_cast<std::uintptr_t>(span_of(L::value)) * sizeof(T)};
}

// whether an expression reads memory that it does not own
template <class E>
inline constexpr bool reads_memory =
    lies_in_memory<E> || []<class... A>(types<A...>) { return (reads_memory<A> || ...); }(operand_types_of<E>());

// Whether writing a destination of layout L at `range` could change what e still has to read. In place: e's element
// is read when the destination's element at the same coordinates is written.
template <class L> struct conflict {
  const void* destination;
  memory_range range;

  template <class E> bool in(const E& e, bool in_place) const {
    if constexpr (!reads_memory<E>) return false;
    else if constexpr (lies_in_memory<E>) {
      using M = typename E::layout_type;
      if (in_place && static_cast<const void*>(e.data) == destination && std::is_same_v<L, M>) return false;
      return range.overlaps(range_of<M>(e.data));
    } else return e.any_operand([&](const auto& operand, bool stays) { return in(operand, in_place && stays); });
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
