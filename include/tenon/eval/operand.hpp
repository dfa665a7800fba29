// SPDX-License-Identifier: BSL-1.0
// What nodes that are evaluated as a whole make of their operands: elements in memory, and gradients that gather there.
#pragma once

#include <tenon/eval/stored.hpp>
#include <tenon/shape/window.hpp>

namespace tenon {

// Specialised for nodes that write their destination themselves:
//   into<L>(e, destination)   destination = e
//   pull<L>(e, received)      hand the gradient on to the operands
template <class E> struct evaluates_whole {};

// An operand as memory: where it lies, or a stored copy of what it computes.
template <class E> struct in_memory {
  using T = typename E::value_type;
  using layout_type = row_major_layout<typename E::size_type>;
  scratch<T> values;

  constexpr explicit in_memory(const E& e) : values(product(E::size_type::list)) {
    evaluate<layout_type>(e, values.get());
  }
  constexpr const T* data() const { return values.get(); }
};
template <class E>
  requires requires { typename E::layout_type; }
struct in_memory<E> {
  using T = typename E::value_type;
  using layout_type = typename E::layout_type;
  const T* p;

  constexpr explicit in_memory(const E& e) : p(e.data) {}
  constexpr const T* data() const { return p; }
};
// what only rearranges its operand reads that
template <class E, class S, arrangement R>
  requires only_rearranges<node::spread<E, S, R>>
struct in_memory<node::spread<E, S, R>> {
  using T = typename E::value_type;
  using layout_type = typename memory_layout<node::spread<E, S, R>>::type;
  in_memory<E> operand;

  constexpr explicit in_memory(const node::spread<E, S, R>& e) : operand(e.operand) {}
  constexpr const T* data() const { return operand.data() + arranged_offset(memory_layout<E>::type::value, R); }
};

// ... in a given layout: a copy where it lies in another
template <class E, class L> struct laid_out {
  using T = typename E::value_type;
  scratch<T> values;

  constexpr explicit laid_out(const E& e) : values(product(L::value.size)) { evaluate<L>(e, values.get()); }
  constexpr const T* data() const { return values.get(); }
};
template <class E, class L>
  requires std::is_same_v<typename in_memory<E>::layout_type, L>
struct laid_out<E, L> : in_memory<E> {
  using in_memory<E>::in_memory;
};

// a layout whose first `dims` dimensions have one element where they repeat it
constexpr layout without_repeats(layout l, int dims) {
  for (int d = 0; d < dims; ++d)
    if (l.stride[d] == 0) l.size[d] = 1;
  return l;
}
// extents of 1 of a layout, repeated to a shape
template <class L, class S> struct stretched {
  static constexpr layout value = [] {
    layout l = L::value;
    for (int d = 0; d < l.rank(); ++d)
      if (l.size[d] != S::list[d]) {
        l.size[d] = S::list[d];
        l.stride[d] = 0;
      }
    return l;
  }();
  using type = layout_of<value>;
};

// Whether elements of one matrix share memory, as in overlapping windows; a product then must not add to it in place.
// Matrices of a batch may be one and the same, since they take their turns.
constexpr bool matrices_overlap(const layout& l) { return shares_elements(without_repeats(l, l.rank() - 2)); }

// Where an operand's gradient gathers: its own memory, or a copy that is handed on to the expression in the end.
template <class E> struct gradient_of {
  using T = typename E::value_type;
  using layout_type = row_major_layout<typename E::size_type>;
  const E& e;
  scratch<T> values;

  constexpr explicit gradient_of(const E& x) : e(x), values(product(E::size_type::list)) {
    for (index i = 0; i < product(E::size_type::list); ++i) values.get()[i] = T(0);
  }
  constexpr T* data() const { return values.get(); }
  constexpr void finish() const { adjoint<layout_type>(e, static_cast<const T*>(values.get())); }
};
template <class E>
  requires(requires(const E& e) { e.gradient_data(); } && !matrices_overlap(E::layout_type::value))
struct gradient_of<E> {
  using layout_type = typename E::layout_type;
  typename E::value_type* p;

  constexpr explicit gradient_of(const E& e) : p(e.gradient_data()) {}
  constexpr auto data() const { return p; }
  constexpr void finish() const {}
};

} // namespace tenon
