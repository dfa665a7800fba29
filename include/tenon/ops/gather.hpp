// SPDX-License-Identifier: BSL-1.0
// Elements by number along a dimension: gather, index_select, flip; and scatter_add, which is gather's adjoint.
#pragma once

#include <tenon/ops/reduce.hpp>
#include <tenon/shape/gather.hpp>
#include <tenon/tensor/view.hpp>

namespace tenon {

namespace detail {
// numbers as a column beside the dimensions of what they choose; a scalar is one number
template <class I> constexpr auto as_column(I ids) {
  if constexpr (I::size_type::rank == 0) return unsqueeze(unsqueeze(ids, c<0>), c<1>);
  else return unsqueeze(ids, c<-1>);
}
// E at the numbers, which stretch to all its other dimensions
template <class S, int D, index N> struct taken_shape {
  static constexpr ints size = [] {
    ints s = S::list;
    s[D] = N;
    return s;
  }();
  using type = size_of<size>;
};
template <int D, class E, class I> constexpr auto taken(const char* what, E e, I numbers, index padding = -1) {
  using S = typename taken_shape<typename E::size_type, D, I::size_type::list[D]>::type;
  const auto number = stretch<S>(converted<std::int64_t>(numbers));
  return node::take<D, E, std::remove_const_t<decltype(number)>>(e, number, what, padding);
}
// a vector along dimension D of R
template <int D, int R, class I> constexpr auto along_dim(I numbers) {
  constexpr int rank = I::size_type::rank;
  if constexpr (rank < R - D) return along_dim<D, R>(unsqueeze(numbers, c<-1>));
  else if constexpr (rank < R) return along_dim<D, R>(unsqueeze(numbers, c<0>));
  else return numbers;
}
template <unsigned Dims, int D = 0, class E> constexpr auto flipped(E e) {
  using S = typename E::size_type;
  if constexpr (D == S::rank) return e;
  else if constexpr ((Dims >> D & 1) == 0 || S::list[D] <= 1) return flipped<Dims, D + 1>(e);
  else {
    const node::coordinate<std::int64_t, S, D> place{};
    return flipped<Dims, D + 1>(taken<D>("flip", e, std::int64_t(S::list[D] - 1) - place));
  }
}
// E no longer than Wanted in any dimension but D
template <class Wanted, int D, int K = 0, class E> constexpr auto cut_to(E e) {
  if constexpr (K == Wanted::rank) return e;
  else if constexpr (K == D || E::size_type::list[K] == Wanted::list[K]) return cut_to<Wanted, D, K + 1>(e);
  else return cut_to<Wanted, D, K + 1>(node_of(narrow(e, c<K>, c<0>, c<Wanted::list[K]>)));
}
template <class I> constexpr text index_fault(const char* what) {
  return first_fault(check_tensor<I>(what, "index"), check_integers<I>(what, "index holds"));
}
template <class X, class D, class I> constexpr text gather_fault() {
  return first_fault(check_constant<D>("gather", "dimension"), index_fault<I>("gather"),
                     check_gather("gather", number_of<D>, shape_of<X>::list, list_of<I>()));
}
template <class X, class D, class I> constexpr text index_select_fault() {
  return first_fault(check_constant<D>("index_select", "dimension"), index_fault<I>("index_select"),
                     check_index_select(number_of<D>, shape_of<X>::list, list_of<I>()));
}
template <class X, class D, class I, class Y> constexpr text scatter_add_fault() {
  return first_fault(check_constant<D>("scatter_add", "dimension"), index_fault<I>("scatter_add"),
                     check_tensor<Y>("scatter_add", "source"),
                     check_scatter(number_of<D>, shape_of<X>::list, list_of<I>(), list_of<Y>()));
}
template <class X, class... D> constexpr text flip_fault() {
  return first_fault(check_constants<D...>("flip", "dimensions"),
                     check_dims("flip", numbers_of<D...>(), shape_of<X>::list));
}
} // namespace detail

// The elements of x at the numbers in a tensor along dimension D: y[i][j] = x[numbers[i][j]][j] for dimension 0. They
// have the shape of the result; numbers outside the dimension throw std::out_of_range. torch.gather
template <tensor_like X, class D = missing, class I = missing> constexpr auto gather(X&& x, D = {}, I&& numbers = {}) {
  constexpr text sentence = detail::gather_fault<X, D, I>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty())
    return detail::placeholder<value_of<X>, shape_of<std::conditional_t<tensor_like<I>, I, X>>>();
  else {
    constexpr int d = wrap_dim(number_of<D>, shape_of<X>::rank);
    return detail::taken<d>("gather", detail::cut_to<shape_of<I>, d>(node_of(static_cast<X&&>(x))),
                            node_of(static_cast<I&&>(numbers)));
  }
}

// Parts of x along dimension D, by their numbers in a vector. torch.index_select
template <tensor_like X, class D = missing, class I = missing>
constexpr auto index_select(X&& x, D = {}, I&& numbers = {}) {
  constexpr text sentence = detail::index_select_fault<X, D, I>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, shape_of<X>>();
  else {
    constexpr int d = wrap_dim(number_of<D>, shape_of<X>::rank);
    return detail::taken<d>("index_select", node_of(static_cast<X&&>(x)),
                            detail::along_dim<d, shape_of<X>::rank>(node_of(static_cast<I&&>(numbers))));
  }
}

// x with the elements numbered in a tensor along dimension D increased by those of `source`: the reverse of gather, and
// equal numbers add up. torch.scatter_add
template <tensor_like X, class D = missing, class I = missing, class Y = missing>
constexpr auto scatter_add(X&& x, D = {}, I&& numbers = {}, Y&& source = {}) {
  constexpr text sentence = detail::scatter_add_fault<X, D, I, Y>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, shape_of<X>>();
  else {
    using T = common_value<X, Y>;
    constexpr int d = wrap_dim(number_of<D>, shape_of<X>::rank);
    auto e = converted<T>(node_of(static_cast<X&&>(x)));
    auto at = converted<std::int64_t>(node_of(static_cast<I&&>(numbers)));
    auto added = detail::cut_to<shape_of<I>, -1>(converted<T>(node_of(static_cast<Y&&>(source))));
    return node::scatter<d, decltype(e), decltype(at), decltype(added)>(e, at, added);
  }
}

// x with the order of the elements along dimensions D reversed. torch.flip
template <tensor_like X, class... D> constexpr auto flip(X&& x, D...) {
  using S = shape_of<X>;
  constexpr text sentence = detail::flip_fault<X, D...>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, S>();
  else
    return detail::flipped<(sizeof...(D) > 0 ? mask_of(numbers_of<D...>(), S::rank) : 0u)>(
        node_of(static_cast<X&&>(x)));
}

} // namespace tenon
