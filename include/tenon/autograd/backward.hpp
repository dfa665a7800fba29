// SPDX-License-Identifier: BSL-1.0
// Gradients without a tape: a lazy expression is differentiated as it stands. Nothing is recorded, and constant
// expressions may do it.
#pragma once

#include <tenon/autograd/variable.hpp>

namespace tenon {

namespace detail {
template <class X> inline constexpr bool is_variable = false;
template <class T, class S> inline constexpr bool is_variable<Variable<T, S>> = true;

// What an expression reads whose gradient has no place: variables that no tape recorded or whose tape is hidden, and
// frozen parameters.
struct unwanted {
  bool variables = false, hidden = false, parameters = false;

  constexpr bool none() const { return !variables && !hidden && !parameters; }
};
template <class E> constexpr void find_unwanted(const E& e, unwanted& found) {
  if constexpr (!E::differentiable) return;
  else if constexpr (requires { e.from; }) {
    if (e.gradient_data() == nullptr)
      (!e.from ? found.variables : e.from->value ? found.hidden : found.parameters) = true;
  } else if constexpr (requires { typename E::operand_types; })
    e.any_operand([&found](const auto& operand, bool) {
      find_unwanted(operand, found);
      return false;
    });
}
// gives what frozen parameters receive a place in scratch, in an expression that is not const
struct place_of_unwanted {
  void operator()(const node::origin&) const {}
  template <class T, class L> void leaf(const node::leaf<T, L, true>& l) const {
    if (l.goes_nowhere()) const_cast<node::leaf<T, L, true>&>(l).gradient = take_elements<T>(span_of(L::value));
  }
};
// notes which parameters receive a gradient
struct receiving {
  void operator()(const node::origin& o) const { o.receive(); }
};
// As adjoint; what frozen parameters in e receive goes nowhere.
template <class L, class T, class E> void adjoint_but_frozen(E e, const T* received) {
  const scratch_scope scope;
  each_origin(e, place_of_unwanted());
  adjoint<L>(e, received);
}

// what is wrong with an expression X to be differentiated, which receives a G or else 1
template <class X, class... G> constexpr text differentiate_fault() {
  if (is_variable<std::remove_cvref_t<X>>) return say("backward: a Variable is swept by its tape");
  if (!node_for<X>::differentiable) return say("backward: the expression depends on no parameter");
  return received_fault<X, G...>();
}

// the parameters in e receive their share of what e receives
template <class E> constexpr void differentiate(const E& e, const typename E::value_type* received) {
  if (!std::is_constant_evaluated()) {
    if (current_tape())
      fail<std::logic_error>("backward: a tape lives; store the result in a Variable, and call the "
                             "tape's backward");
    unwanted found;
    find_unwanted(e, found);
    if (found.variables) fail<std::logic_error>("backward: the expression reads a Variable that no tape recorded");
    if (found.hidden)
      fail<std::logic_error>("backward: the expression reads a Variable of a tape that no_grad hides; call backward of "
                             "that tape");
    each_origin(e, receiving());
    if (found.parameters) return adjoint_but_frozen<row_major_layout<typename E::size_type>>(e, received);
  }
  adjoint<row_major_layout<typename E::size_type>>(e, received);
}
} // namespace detail

// Adds the gradient of a scalar expression to the parameters in it. A product within a product is computed once more
// on the way back; where many follow one another, a tape is quicker.
template <tensor_like X> constexpr void backward(X&& loss) {
  constexpr text sentence = detail::differentiate_fault<X>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (sentence.empty()) {
    const value_of<X> one(1);
    detail::differentiate(node_of(static_cast<X&&>(loss)), &one);
  }
}
// ... of any expression, given the gradient that it receives
template <tensor_like X, class G> constexpr void backward(X&& y, G&& upstream) {
  constexpr text sentence = detail::differentiate_fault<X, G>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (sentence.empty()) {
    tensor_of<X> received(uninitialised);
    received = static_cast<G&&>(upstream);
    detail::differentiate(node_of(static_cast<X&&>(y)), static_cast<const value_of<X>*>(received.data()));
  }
}

} // namespace tenon
