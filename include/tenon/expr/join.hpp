// SPDX-License-Identifier: BSL-1.0
// Nodes that are evaluated as a whole: concatenations, and changes of shape that no renaming of loops expresses.
// Inside a larger expression they are stored; as a statement of their own they write the destination.
#pragma once

#include <tenon/expr/expression.hpp>
#include <tenon/expr/map.hpp>
#include <tenon/expr/promote.hpp>

namespace tenon {

namespace node {
// the operands one after another along dimension D
template <int D, class... A> struct join : expression<join<D, A...>> {
  static constexpr ints shape = [] {
    ints s{};
    index total = 0;
    ((s = A::size_type::list, total += s[D]), ...);
    s[D] = total;
    return s;
  }();
  using value_type = promoted<typename A::value_type...>;
  using size_type = size_of<shape>;
  static constexpr bool differentiable = (A::differentiable || ...);
  using operand_types = types<A...>;
  static constexpr int lanes = lanes_for<value_type>;

  slots_for<A...> operands;

  constexpr explicit join(A... a) : operands{{static_cast<A&&>(a)}...} {}
  template <class F> constexpr bool any_operand(F f) const { return any_slot(operands, f, false); }
  static constexpr bool runs_inline(const frame&, const binding&) { return false; }
  static constexpr void walk(survey& s, const binding& b) {
    s.store_whole("concatenation", "its parts are written one by one", shape, b);
    ++s.inside_stored;
    (A::walk(s, b), ...);
    --s.inside_stored;
  }
};

// the same elements in row-major order under another shape
template <class E, class S> struct reshape : expression<reshape<E, S>> {
  using value_type = typename E::value_type;
  using size_type = S;
  static constexpr bool differentiable = E::differentiable;
  using operand_types = types<E>;
  static constexpr int lanes = E::lanes;

  E operand;

  constexpr explicit reshape(E e) : operand(static_cast<E&&>(e)) {}
  template <class F> constexpr bool any_operand(F f) const { return f(operand, false); }
  static constexpr bool runs_inline(const frame&, const binding&) { return false; }
  static constexpr void walk(survey& s, const binding& b) {
    s.store_whole("reshape", "no renaming of loops gives its shape", S::list, b);
    ++s.inside_stored;
    E::walk(s, binding::natural(E::size_type::rank));
    --s.inside_stored;
  }
};
} // namespace node

} // namespace tenon
