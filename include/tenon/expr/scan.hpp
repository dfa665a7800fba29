// SPDX-License-Identifier: BSL-1.0
// The sums of all elements up to each, along a dimension. Each needs its predecessor, so that a row has no
// lanes: the node is evaluated as a whole, with the other dimensions side by side.
#pragma once

#include <tenon/expr/expression.hpp>
#include <tenon/expr/map.hpp>

namespace tenon::node {

template <int D, class E> struct scan : expression<scan<D, E>> {
  using value_type = typename E::value_type;
  using size_type = typename E::size_type;
  static constexpr bool differentiable = E::differentiable;
  using operand_types = types<E>;
  static constexpr int lanes = E::lanes;

  E operand;

  constexpr explicit scan(E e) : operand(static_cast<E&&>(e)) {}
  template <class F> constexpr bool any_operand(F f) const { return f(operand, true); }
  static constexpr bool runs_inline(const frame&, const binding&) { return false; }
  static constexpr void walk(survey& s, const binding& b) {
    s.store_whole("scan", "every element needs the one before", size_type::list, b);
    s.operations += s.proposing ? 0 : product(size_type::list);
    ++s.inside_stored;
    E::walk(s, b);
    --s.inside_stored;
  }
};

} // namespace tenon::node
