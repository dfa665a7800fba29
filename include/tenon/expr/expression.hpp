// SPDX-License-Identifier: BSL-1.0
// What every node of an expression is: a small value with an element type and a shape. Its cursor walks it.
#pragma once

#include <tenon/expr/mode.hpp>
#include <tenon/expr/walk.hpp>
#include <tenon/simd/pack.hpp>

#include <type_traits>

namespace tenon {

// Base of all that stands in an expression. Defined on the tensor floor, which knows the methods users call on it.
template <class E> struct expression;

template <class E>
concept any_expression = requires {
  typename E::value_type;
  typename E::size_type;
  E::differentiable;
};

// The cursor of a node under a frame. cursor<E, B, F>::type knows the frame's mode but no extent, so that statements of
// other shapes share it: what it needs of the node and of the shape is in its `source`, which source_of(node, memory)
// gives. A cursor is built from its source and the rows of the lets around it, stands on one row and has
//   row(position)           moves to a row: pointers, and what is constant along it
//   begin<P>, step<P>, end<P>  the loops over the row that reductions need, `ready` of them; long ones pause<P>,
//                           and groups of rows that are reduced together close<P, Rows>; `quiet` where nothing of
//                           all that, nor of the adjoint of it, has anything to do
//   results<W, N>(first)    of a node that does not change along the row: its values in all N rows of a closed group,
//                           whose first row stands there; where gives_results
//   turn<N, Rows>(first, j) where the frame is turned: reads a square, N lanes from j on of as many rows from there on
//   lane<W, N>(j)           W elements from j on, of which N are valid
//   trace<W, N>(j)          the same with the values of the operands, for
//   pull<W, N>(j, t, d)     the adjoint of lane: hand d on to the operands, where `differentiable`
//   back<P>, ...            the adjoint of step, in the opposite order; long loops pause_back()
//   end_row()               the adjoint of row: what was constant along it pushes its gradient
// A local that holds a source or a trace is not const: GCC takes its members for read-only and leaves them in memory.
template <class E, binding B, frame F> struct cursor;

// A node that cannot run inside the row is evaluated first, into memory of its own. Defined on the eval floor.
template <class E, binding B, frame F> struct stored_cursor;

// whether a node runs inside the row; each kind that may not has a rule of its own
template <class E> constexpr bool inlines(const frame& f, const binding& b) {
  if constexpr (requires { E::runs_inline(f, b); }) return E::runs_inline(f, b);
  else return true;
}

template <bool Inline, class E, binding B, frame F> struct cursor_choice : cursor<E, B, F> {};
template <class E, binding B, frame F> struct cursor_choice<false, E, B, F> : stored_cursor<E, B, F> {};
template <class E, binding B, frame F> struct cursor_for : cursor_choice<inlines<E>(F, B), E, B, F> {};

// how a node that reduces binds its operand
template <class Node, binding B, frame F> struct operand_binding {
  static constexpr binding value = [] {
    binding b;
    Node::bind(F, B, b);
    return b;
  }();
};

// What the lets around a cursor have to offer, the innermost first.
struct no_scope {
  static constexpr int level = -1;
};
template <class Row, class Outer> struct scope {
  static constexpr int level = Outer::level + 1;
  Row row;
  Outer outer;
};
template <int Level, class Row, class Outer> TENON_HOOK constexpr const auto& find_row(const scope<Row, Outer>& s) {
  if constexpr (Level == scope<Row, Outer>::level) return s.row;
  else return find_row<Level>(s.outer);
}

// a cursor's hooks where there is nothing to do
struct quiet_cursor {
  static constexpr bool quiet = true, differentiable = false, gives_results = false;
  static constexpr int ready = 0;
  TENON_HOOK constexpr void row(const position&) {}
  template <int P> TENON_HOOK constexpr void begin() {}
  template <int P, int W, int N> TENON_HOOK constexpr void step(index) {}
  template <int P> TENON_HOOK constexpr void pause() {}
  template <int P> TENON_HOOK constexpr void end() {}
  template <int P, int Rows> TENON_HOOK constexpr void close(const position&) {}
  template <int N, int Rows> TENON_HOOK constexpr void turn(const position&, index) {}
  template <int P> TENON_INLINE constexpr void begin_back() {}
  template <int P, int W, int N> TENON_INLINE constexpr void back(index) {}
  template <int W, int N, class Trace, class D> TENON_INLINE constexpr void pull(index, const Trace&, D) {}
  TENON_HOOK constexpr void pause_back() {}
  TENON_HOOK constexpr void end_row() {}
  TENON_HOOK constexpr void finish() {}
};

// What a cursor holds only where it is needed: from row to row all of a cursor moves along. Numbers tell the members of
// one class apart, so that none takes any room.
template <int Number> struct no_state {
  template <class... Argument> TENON_HOOK constexpr explicit no_state(const Argument&...) {}
};
template <class State, bool Needed, int Number = 0>
using state_if = std::conditional_t<Needed, State, no_state<Number>>;

// a value traced without operands
template <class P> struct traced {
  P y;
};
// ... and with the trace of one
template <class Trace, class P> struct traced_operand {
  P y;
  Trace operand;
};

// A node that has operands lists their types as `operand_types`, and hands each of them to the function of
//   any_operand(f)          whether f(operand, in_place) is true of one; in_place: whether the operand's element is
//                           read where the node's own stands
template <class...> struct types {};
template <class E> constexpr auto operand_types_of() {
  if constexpr (requires { typename E::operand_types; }) return typename E::operand_types{};
  else return types<>{};
}

// the height of the lets in an expression; a let has its own
template <class... E> constexpr int tallest(types<E...>);
template <class E>
inline constexpr int height_of = [] {
  if constexpr (requires { E::height; }) return E::height;
  else return tallest(operand_types_of<E>());
}();
template <class... E> constexpr int tallest(types<E...>) {
  int h = 0;
  ((h = height_of<E> > h ? height_of<E> : h), ...);
  return h;
}

// Lanes in one register of the widest type an expression computes with; booleans go with any width.
constexpr int fewer_lanes(int a, int b) { return a == 0 ? b : b == 0 ? a : a < b ? a : b; }
template <class T> inline constexpr int lanes_for = std::is_same_v<T, bool> ? 0 : native_lanes<T>;

} // namespace tenon
