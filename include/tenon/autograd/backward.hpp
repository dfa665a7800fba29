// SPDX-License-Identifier: BSL-1.0
// Gradients without a tape: a lazy expression is differentiated as it stands. Nothing is recorded, and constant
// expressions may do it.
#pragma once

#include <tenon/autograd/variable.hpp>

namespace tenon {

namespace detail {
template <class X> inline constexpr bool is_variable = false;
template <class T, class S> inline constexpr bool is_variable<Variable<T, S>> = true;

// Whether e reads a variable that no tape recorded: it has a value, but nowhere to put a gradient.
template <class E> constexpr bool reads_unrecorded(const E& e) {
  if constexpr (!E::differentiable) return false;
  else if constexpr (requires { e.gradient_data(); }) return e.gradient_data() == nullptr;
  else if constexpr (requires { typename E::operand_types; })
    return e.any_operand([](const auto& operand, bool) { return reads_unrecorded(operand); });
  else if constexpr (requires { e.tensor; }) return e.tensor.gradient_data() == nullptr;
  else return false; // a row of a let, whose operand has been asked
}

// the parameters in e receive their share of what e receives
template <class E> constexpr void differentiate(const E& e, const typename E::value_type* received) {
  if (!std::is_constant_evaluated()) {
    if (current_tape())
      fail<std::logic_error>("backward: a tape lives; store the result in a Variable, and call the "
                             "tape's backward");
    if (reads_unrecorded(e)) fail<std::logic_error>("backward: the expression reads a Variable that no tape recorded");
  }
  adjoint<row_major_layout<typename E::size_type>>(e, received);
}
} // namespace detail

// Adds the gradient of a scalar expression to the parameters in it. A product within a product is computed once more
// on the way back; where many follow one another, a tape is quicker.
template <tensor_like X>
  requires(shape_of<X>::rank == 0)
constexpr void backward(X&& loss) {
  static_assert(!detail::is_variable<std::remove_cvref_t<X>>, "backward: a Variable is swept by its tape");
  static_assert(node_for<X>::differentiable, "backward: the expression depends on no parameter");
  const value_of<X> one(1);
  detail::differentiate(node_of(static_cast<X&&>(loss)), &one);
}
// ... of any expression, given the gradient that it receives
template <tensor_like X, tensor_like G> constexpr void backward(X&& y, G&& upstream) {
  static_assert(!detail::is_variable<std::remove_cvref_t<X>>, "backward: a Variable is swept by its tape");
  static_assert(node_for<X>::differentiable, "backward: the expression depends on no parameter");
  constexpr text sentence = check_same("backward", shape_of<X>::list, shape_of<G>::list);
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (sentence.empty()) {
    tensor_of<X> received(uninitialised);
    received = static_cast<G&&>(upstream);
    detail::differentiate(node_of(static_cast<X&&>(y)), static_cast<const value_of<X>*>(received.data()));
  }
}

} // namespace tenon
