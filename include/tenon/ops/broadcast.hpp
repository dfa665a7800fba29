// SPDX-License-Identifier: BSL-1.0
// Operands of different shapes and element types become nodes of one shape and one type. Numbers take the
// tensor's type, as Python's do; tensors of different types meet as PyTorch has them.
#pragma once

#include <tenon/expr/promote.hpp>
#include <tenon/shape/broadcast.hpp>
#include <tenon/shape/require.hpp>
#include <tenon/tensor/arrange.hpp>

namespace tenon {

// arithmetic types, and classes that behave like them
template <class X>
concept number =
    std::is_arithmetic_v<std::remove_cvref_t<X>> ||
    (std::is_class_v<std::remove_cvref_t<X>> && std::numeric_limits<std::remove_cvref_t<X>>::is_specialized);

template <class Numbers> class random_numbers;

namespace detail {
// a number beside a tensor changes its type only to a higher kind
template <class T, class Number> constexpr auto meet_number() {
  if constexpr (!std::is_arithmetic_v<T> || std::is_floating_point_v<T>) return T{};
  else if constexpr (std::is_floating_point_v<Number>) return float{};
  else if constexpr (std::is_same_v<T, bool> && !std::is_same_v<Number, bool>) return std::int64_t{};
  else return T{};
}

// the element type and the shape of what a set of operands becomes
template <class... X> struct operands;
template <tensor_like X> struct operands<X> {
  using type = value_of<X>;
  static constexpr bool tensors = true;
  using size_type = shape_of<X>;
  static constexpr text fault() { return {}; }
};
template <number X> struct operands<X> {
  using type = std::remove_cvref_t<X>;
  static constexpr bool tensors = false;
  using size_type = Size<>;
  static constexpr text fault() { return {}; }
};
template <class Numbers> struct operands<random_numbers<Numbers>> {
  using type = float;
  static constexpr bool tensors = false;
  using size_type = Size<>;
  static constexpr text fault() {
    return say("rand, randn: numbers without a shape; store them first: Tensor<float, 2, 3> r = randn(generator)");
  }
};
template <class X, class Y, class... Rest> struct operands<X, Y, Rest...> {
  using first = operands<X>;
  using others = operands<Y, Rest...>;
  static constexpr bool tensors = first::tensors || others::tensors;
  static constexpr auto type_value() {
    using A = typename first::type;
    using B = typename others::type;
    if constexpr (first::tensors == others::tensors) return meet<A, B>();
    else if constexpr (first::tensors) return meet_number<A, B>();
    else return meet_number<B, A>();
  }
  using type = decltype(type_value());
  static constexpr ints size = broadcast(first::size_type::list, others::size_type::list);
  using size_type = size_of<size>;
  static constexpr text fault() {
    return first_fault(first::fault(), others::fault(),
                       check_broadcast(first::size_type::list, others::size_type::list));
  }
};
} // namespace detail

// the value of an element as another type
template <class To> struct cast_op {
  template <class...> using result = To;
  template <class P> TENON_INLINE static constexpr auto value(P p) { return cast<To>(p); }
  template <int, class D, class Y, class A> TENON_INLINE static constexpr auto pull(D d, Y, A) {
    return cast<typename A::value_type>(d);
  }
};
template <class To, any_expression E> constexpr auto converted(E e) {
  if constexpr (std::is_same_v<typename E::value_type, To>) return e;
  else return node::map<cast_op<To>, E>(static_cast<E&&>(e));
}

// a node under a larger shape
template <class S, any_expression E> constexpr auto stretch(E e) {
  if constexpr (std::is_same_v<typename E::size_type, S>) return e;
  else return arrange<rule::expand<typename E::size_type, S>>(static_cast<E&&>(e));
}

// one operand as a node of shape S and type T
template <class T, class S, class X> constexpr auto operand(X&& x) {
  if constexpr (number<X>) return node::scalar<T, S>(static_cast<T>(x));
  else return stretch<S>(converted<T>(node_of(static_cast<X&&>(x))));
}

namespace detail {
template <class X> inline constexpr bool is_random = false;
template <class Numbers> inline constexpr bool is_random<random_numbers<Numbers>> = true;
} // namespace detail
// what may stand beside a tensor; random numbers may not, which operand_fault says
template <class X>
concept operand_like = tensor_like<X> || number<X> || detail::is_random<std::remove_cvref_t<X>>;
template <class... X>
concept operands_like = (operand_like<X> && ...) && (tensor_like<X> || ...);

namespace detail {
template <class Op, class T, class S, class... X> constexpr auto mapped(X&&... x) {
  return node::map<Op, decltype(operand<T, S>(static_cast<X&&>(x)))...>(operand<T, S>(static_cast<X&&>(x))...);
}
// after a shape error: something of the right kind, so that no second error follows
template <class T, class S> constexpr auto placeholder() { return node::scalar<T, S>(T{}); }
} // namespace detail

// Op applied to operands that broadcast, as elements of type T. What users call checks operand_fault itself.
template <class Op, class T, class... X> constexpr auto map_as(X&&... x) {
  using types = detail::operands<std::remove_cvref_t<X>...>;
  using S = typename types::size_type;
  if constexpr (types::fault().empty()) return detail::mapped<Op, T, S>(static_cast<X&&>(x)...);
  else return detail::placeholder<T, S>();
}
template <class... X> inline constexpr text operand_fault = detail::operands<std::remove_cvref_t<X>...>::fault();
template <class... X> using common_value = typename detail::operands<std::remove_cvref_t<X>...>::type;

// integers become float in functions whose results are fractions
template <class T> using fractional = std::conditional_t<std::is_integral_v<T>, float, T>;

} // namespace tenon
