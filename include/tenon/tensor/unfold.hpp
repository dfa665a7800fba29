// SPDX-License-Identifier: BSL-1.0
// Windows onto a dimension. What lies in memory becomes a view in which elements occur as often as windows reach them.
#pragma once

#include <tenon/eval/window.hpp>
#include <tenon/tensor/arrange.hpp>

namespace tenon {

namespace detail {
template <class L, window W> struct unfolded_layout {
  static constexpr layout value = unfolded(L::value, W);
  using type = layout_of<value>;
};
template <window W, class T, class L> constexpr auto windows_onto(const View<T, L>& v) {
  // const, since one that is written has each element once
  return View<const T, typename unfolded_layout<L, W>::type>(v.data(), v.origin());
}
template <window W, class E, window... V> constexpr auto windows_onto(const node::windows<E, V...>& n) {
  return node::windows<E, V..., W>(n.operand);
}
template <window W, class E> constexpr auto windows_onto(const E& e) {
  if constexpr (requires { typename E::layout_type; })
    return relaid<typename unfolded_layout<typename E::layout_type, W>::type>(e);
  else return node::windows<E, W>(e);
}
template <class X, class D, class Size, class Step, class Dilation = constant<1>> constexpr text unfold_fault() {
  return first_fault(
      check_constant<D>("unfold", "dimension"), check_constant<Size>("unfold", "size of a window"),
      check_constant<Step>("unfold", "step"), check_constant<Dilation>("unfold", "dilation"),
      check_unfold(number_of<D>, number_of<Size>, number_of<Step>, number_of<Dilation>, shape_of<X>::list));
}
} // namespace detail

// Windows of Size elements of dimension D, Dilation apart, that begin every Step elements: that dimension counts the
// windows, and a last one runs inside them. Nothing is copied but what is lazy. torch.Tensor.unfold
template <tensor_like X, class D = missing, class Size = missing, class Step = missing, class Dilation = constant<1>>
constexpr auto unfold(X&& x, D = {}, Size = {}, Step = {}, Dilation = {}) {
  using S = shape_of<X>;
  constexpr text sentence = detail::unfold_fault<X, D, Size, Step, Dilation>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (sentence.empty()) {
    constexpr window w{wrap_dim(number_of<D>, S::rank), number_of<Size>, number_of<Step>, number_of<Dilation>};
    return detail::windows_onto<w>(referenced(static_cast<X&&>(x)));
  } else return arrange<rule::identity<S>>(static_cast<X&&>(x));
}

} // namespace tenon
