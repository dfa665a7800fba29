// SPDX-License-Identifier: BSL-1.0
// The same elements under another shape: view where memory allows, reshape in any case.
#pragma once

#include <tenon/tensor/arrange.hpp>

namespace tenon {

namespace detail {
template <class L, class S> struct viewed {
  static constexpr bool possible = has_view(L::value, S::list);
  static constexpr layout value = [] {
    bool found = false;
    return view_layout(L::value, S::list, found);
  }();
  using type = layout_of<value>;
};
template <class S, class... N> struct inferred {
  static constexpr ints size = infer_size(S::list, numbers_of<N...>());
  using type = size_of<size>;
};

// whether a node takes another shape without being stored: leaves with fitting strides, and functions of such
template <class S, class E> inline constexpr bool takes_shape = false;
template <class S, class T, class L, bool G>
inline constexpr bool takes_shape<S, node::leaf<T, L, G>> = viewed<L, S>::possible;
template <class S, class Leaf, class Owner>
inline constexpr bool takes_shape<S, node::held<Leaf, Owner>> = takes_shape<S, Leaf>;
template <class S, class T, class Old> inline constexpr bool takes_shape<S, node::scalar<T, Old>> = true;
template <class S, class Op, class... A>
inline constexpr bool takes_shape<S, node::map<Op, A...>> = (takes_shape<S, A> && ...);

template <class S, class T, class L, bool G> constexpr auto with_shape(const node::leaf<T, L, G>& n) {
  return relaid<typename viewed<L, S>::type>(n);
}
template <class S, class Leaf, class Owner> constexpr auto with_shape(const node::held<Leaf, Owner>& n) {
  return relaid<typename viewed<typename Leaf::layout_type, S>::type>(n);
}
template <class S, class T, class Old> constexpr auto with_shape(const node::scalar<T, Old>& n) {
  return node::scalar<T, S>(n.value);
}
template <class S, class Op, class... A> constexpr auto with_shape(const node::map<Op, A...>& n) {
  return [&]<int... I>(std::integer_sequence<int, I...>) {
    return node::map<Op, decltype(with_shape<S>(at<I>(n.operands)))...>(with_shape<S>(at<I>(n.operands))...);
  }(std::make_integer_sequence<int, sizeof...(A)>{});
}

// a node under another shape; stored where nothing else will do
template <class S, class E> constexpr auto reshaped_to(E e) {
  if constexpr (std::is_same_v<typename E::size_type, S>) return e;
  else if constexpr (takes_shape<S, E>) return with_shape<S>(e);
  else return node::reshape<E, S>(static_cast<E&&>(e));
}

// a tensor that ends here hands its elements on
template <class S, class T, index... N> constexpr auto reshaped_to(node::owned<Tensor<T, N...>> n) {
  return typename tensor_for<T, S>::type(static_cast<Tensor<T, N...>&&>(n.tensor).release());
}

template <class X> constexpr text check_view_of(const ints& wanted) {
  using R = std::remove_cvref_t<X>;
  if constexpr (requires { typename R::layout_type; }) return check_view(R::layout_type::value, wanted);
  else return check_view_size("view", shape_of<X>::list, wanted);
}

template <class X, class... N> constexpr text view_fault() {
  return first_fault(check_constants<N...>("view", "extents"), check_view_of<X>(numbers_of<N...>()));
}
template <class X, class... N> constexpr text reshape_fault() {
  return first_fault(check_constants<N...>("reshape", "extents"),
                     check_view_size("reshape", shape_of<X>::list, numbers_of<N...>()));
}
template <class X, class First, class Last> constexpr text flatten_fault() {
  return first_fault(check_constant<First>("flatten", "first dimension"),
                     check_constant<Last>("flatten", "last dimension"),
                     check_flatten(number_of<First>, number_of<Last>, shape_of<X>::list));
}

// after a shape error: the requested shape if it is one
template <class X, class... N> constexpr auto view_failure(X&& x) {
  if constexpr (constants<N...> && ((number_of<N> >= 0) && ...) && sizeof...(N) <= max_rank)
    return node::scalar<value_of<X>, Size<number_of<N>...>>(value_of<X>{});
  else return arrange<rule::identity<shape_of<X>>>(static_cast<X&&>(x));
}
} // namespace detail

// x under another shape, without a copy; one extent may be -1. Does not compile where strides forbid it.
// torch.Tensor.view
template <tensor_like X, class... N> constexpr auto view(X&& x, N...) {
  constexpr text sentence = detail::view_fault<X, N...>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::view_failure<X, N...>(static_cast<X&&>(x));
  else {
    using S = typename detail::inferred<shape_of<X>, N...>::type;
    auto r = referenced(static_cast<X&&>(x));
    if constexpr (requires { typename decltype(r)::layout_type; })
      return relaid<typename detail::viewed<typename decltype(r)::layout_type, S>::type>(r);
    else return detail::reshaped_to<S>(static_cast<decltype(r)&&>(r));
  }
}

// x under another shape: a view where strides allow, else an expression that copies when it is evaluated.
// torch.reshape
template <tensor_like X, class... N> constexpr auto reshape(X&& x, N...) {
  constexpr text sentence = detail::reshape_fault<X, N...>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::view_failure<X, N...>(static_cast<X&&>(x));
  else {
    using S = typename detail::inferred<shape_of<X>, N...>::type;
    auto r = referenced(static_cast<X&&>(x));
    using R = decltype(r);
    if constexpr (requires { typename R::layout_type; }) {
      if constexpr (detail::viewed<typename R::layout_type, S>::possible)
        return relaid<typename detail::viewed<typename R::layout_type, S>::type>(r);
      else return detail::reshaped_to<S>(node_of(r));
    } else return detail::reshaped_to<S>(static_cast<R&&>(r));
  }
}

// Dimensions First to Last as one. torch.flatten
template <tensor_like X, class First = constant<0>, class Last = constant<-1>>
constexpr auto flatten(X&& x, First = {}, Last = {}) {
  using S = shape_of<X>;
  constexpr text sentence = detail::flatten_fault<X, First, Last>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return arrange<rule::identity<S>>(static_cast<X&&>(x));
  else {
    constexpr ints size = flattened(S::list, wrap_dim(number_of<First>, S::rank), wrap_dim(number_of<Last>, S::rank));
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return reshape(static_cast<X&&>(x), c<size.v[I]>...);
    }(std::make_index_sequence<static_cast<std::size_t>(size.n)>{});
  }
}

} // namespace tenon
