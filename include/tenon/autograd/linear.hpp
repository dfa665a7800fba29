// SPDX-License-Identifier: BSL-1.0
// Statements whose way back needs no values.
#pragma once

#include <tenon/expr/fold.hpp>
#include <tenon/expr/join.hpp>
#include <tenon/expr/map.hpp>
#include <tenon/expr/scalar.hpp>
#include <tenon/expr/spread.hpp>

namespace tenon::detail {

// Whether the way back through an expression needs none of its elements: 2 (x + y), and sums, rows and views of it.
template <class E> inline constexpr bool is_linear = requires { typename E::layout_type; };
template <class T, class S> inline constexpr bool is_linear<node::scalar<T, S>> = true;
template <class Op, class... A>
inline constexpr bool is_linear<node::map<Op, A...>> = [] {
  constexpr unsigned read = values_read<Op, A...>(false);
  int i = 0;
  return op_differentiable<Op> && ((is_linear<A> && (!(read >> i++ & 1) || A::lanes == 0)) && ...);
}();
template <class Op, unsigned D, class E>
inline constexpr bool is_linear<node::fold<Op, D, E>> = is_linear<E> && requires { requires Op::linear; };
template <class E, class S, arrangement R> inline constexpr bool is_linear<node::spread<E, S, R>> = is_linear<E>;
template <class E, class S> inline constexpr bool is_linear<node::reshape<E, S>> = is_linear<E>;
template <int D, class... A> inline constexpr bool is_linear<node::join<D, A...>> = (is_linear<A> && ...);

} // namespace tenon::detail
