// SPDX-License-Identifier: BSL-1.0
// Elements added to others by number along a dimension: the adjoint of taking them. Where they go is not known before,
// so that the node is evaluated as a whole.
#pragma once

#include <tenon/expr/take.hpp>

namespace tenon::node {

// E, in which the elements of Y, which has the numbers' shape, are added along dimension D
template <int D, class E, class I, class Y> struct scatter : expression<scatter<D, E, I, Y>> {
  using value_type = typename E::value_type;
  using size_type = typename E::size_type;
  using operand_types = types<E, I, Y>;
  static constexpr bool differentiable = E::differentiable || Y::differentiable;
  static constexpr int lanes = E::lanes;

  E operand;
  I number;
  Y source;

  constexpr scatter(E e, I i, Y y)
      : operand(static_cast<E&&>(e)), number(static_cast<I&&>(i)), source(static_cast<Y&&>(y)) {}
  template <class F> constexpr bool any_operand(F f) const {
    return f(operand, true) || f(number, false) || f(source, false);
  }
  static constexpr bool runs_inline(const frame&, const binding&) { return false; }
  static constexpr void walk(survey& s, const binding& b) {
    s.store_whole("scatter", "numbers say where its elements go", size_type::list, b);
    s.operations += s.proposing ? 0 : product(Y::size_type::list);
    ++s.inside_stored;
    E::walk(s, b);
    I::walk(s, b);
    Y::walk(s, b);
    --s.inside_stored;
  }
};

} // namespace tenon::node
