// SPDX-License-Identifier: BSL-1.0
// The places of the first elements along a dimension when it is sorted. Every element is compared with others far away,
// so that the node is evaluated as a whole.
#pragma once

#include <tenon/expr/expression.hpp>

namespace tenon::node {

// the places along dimension D of the K elements that come first, the largest if `descending`
template <int D, index K, class E> struct order : expression<order<D, K, E>> {
  static constexpr ints shape = [] {
    ints s = E::size_type::list;
    s[D] = K;
    return s;
  }();
  using value_type = std::int64_t;
  using size_type = size_of<shape>;
  using operand_types = types<E>;
  static constexpr bool differentiable = false;
  static constexpr int lanes = lanes_for<value_type>;

  E operand;
  bool descending;

  constexpr order(E e, bool largest_first) : operand(static_cast<E&&>(e)), descending(largest_first) {}
  template <class F> constexpr bool any_operand(F f) const { return f(operand, false); }
  static constexpr bool runs_inline(const frame&, const binding&) { return false; }
  static constexpr void walk(survey& s, const binding& b) {
    s.store_whole("order", "its elements are compared with each other", shape, b);
    s.operations += s.proposing ? 0 : product(E::size_type::list);
    ++s.inside_stored;
    E::walk(s, b);
    --s.inside_stored;
  }
};

} // namespace tenon::node
