// SPDX-License-Identifier: BSL-1.0
// Windows onto something lazy: it is stored once, and the windows are read where they overlap in that memory.
#pragma once

#include <tenon/expr/expression.hpp>
#include <tenon/shape/window.hpp>

namespace tenon {

// how windows lie in memory that holds S in row-major order
template <class S, window... W> struct windows_layout {
  static constexpr layout value = [] {
    layout l{S::list, row_major(S::list)};
    ((l = unfolded(l, W)), ...);
    return l;
  }();
  using type = layout_of<value>;
};

namespace node {
// E with the windows W, one after another
template <class E, window... W> struct windows : expression<windows<E, W...>> {
  using stored_layout = typename windows_layout<typename E::size_type, W...>::type;
  using value_type = typename E::value_type;
  using size_type = typename stored_layout::size_type;
  using operand_types = types<E>;
  static constexpr bool differentiable = E::differentiable;
  static constexpr int lanes = lanes_for<value_type>;

  E operand;

  constexpr explicit windows(E e) : operand(static_cast<E&&>(e)) {}
  template <class F> constexpr bool any_operand(F f) const { return f(operand, false); }
  static constexpr void walk(survey& s, const binding& b) {
    s.computes_with(lanes, b);
    s.touch(stored_layout::value, b, E::differentiable ? 2 : 1);
    s.store_operand("operand of windows", "elements are read in several windows", E::size_type::list);
    ++s.inside_stored;
    E::walk(s, binding::natural(E::size_type::rank));
    --s.inside_stored;
  }
};
} // namespace node

} // namespace tenon
