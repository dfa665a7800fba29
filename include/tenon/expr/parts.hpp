// SPDX-License-Identifier: BSL-1.0
// A function of the rows of its operands, evaluated for some rows at a time: what it needs between its operands and its
// result exists for those rows only, and is computed again for the way back.
#pragma once

#include <tenon/expr/map.hpp>

namespace tenon::node {

// f(x, y, shared...): x and y are cut along their first dimension, Rows at a time, as is the result; the others are not
template <index Rows, class F, class X, class Y, class... Shared>
struct parts : expression<parts<Rows, F, X, Y, Shared...>> {
  using whole = decltype(std::declval<const F&>()(std::declval<const X&>(), std::declval<const Y&>(),
                                                  std::declval<const Shared&>()...));
  using value_type = typename whole::value_type;
  using size_type = typename whole::size_type;
  using operand_types = types<X, Y, Shared...>;
  static constexpr bool differentiable = X::differentiable || Y::differentiable || (Shared::differentiable || ...);
  static constexpr int lanes = lanes_for<value_type>;

  F function;
  X x;
  Y y;
  slots_for<Shared...> shared;

  constexpr parts(F f, X a, Y b, Shared... s)
      : function(f), x(static_cast<X&&>(a)), y(static_cast<Y&&>(b)), shared{{static_cast<Shared&&>(s)}...} {}
  template <class A> constexpr bool any_operand(A ask) const {
    return ask(x, false) || ask(y, false) || any_slot(shared, ask, false);
  }
  static constexpr bool runs_inline(const frame&, const binding&) { return false; }
  static constexpr void walk(survey& s, const binding& b) {
    s.store_whole("function of parts", "its rows are computed some at a time", size_type::list, b);
    ++s.inside_stored;
    whole::walk(s, binding::natural(size_type::rank));
    --s.inside_stored;
  }
};

} // namespace tenon::node
