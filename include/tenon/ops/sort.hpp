// SPDX-License-Identifier: BSL-1.0
// Sorting along a dimension: topk, sort, argsort. nan counts as the largest element, and equal elements stay in order.
#pragma once

#include <tenon/ops/gather.hpp>

namespace tenon {

// What a search has found: `values` is an expression and takes part in differentiation, `indices` is a tensor.
template <class Values, class Indices> struct values_and_indices {
  Values values;
  Indices indices;
};

struct topk_options {
  bool largest = true;
};
struct sort_options {
  bool descending = false;
};

namespace detail {
template <int D, index K, class E> constexpr auto order_of(const E& e, bool descending) {
  using order = node::order<D, K, E>;
  return typename tensor_for<std::int64_t, typename order::size_type>::type(order(e, descending));
}
template <int D, index K, class E> constexpr auto ordered(const char* what, const E& e, bool descending) {
  auto indices = order_of<D, K>(e, descending);
  auto values = taken<D>(what, e, node_of(decltype(indices)(indices)));
  return values_and_indices<decltype(values), decltype(indices)>{values, static_cast<decltype(indices)&&>(indices)};
}
// after a shape error
template <class X> constexpr auto unordered() {
  return values_and_indices{placeholder<value_of<X>, shape_of<X>>(), placeholder<std::int64_t, shape_of<X>>()};
}
template <class X, class K, class D, class O = topk_options> constexpr text topk_fault() {
  return first_fault(check_constant<K>("topk", "number of elements"), check_constant<D>("topk", "dimension"),
                     check_options<O, topk_options>("topk", "topk_options such as {.largest = false}"),
                     check_topk(number_of<K>, number_of<D>, shape_of<X>::list));
}
template <class X, class D, class O = sort_options> constexpr text sort_fault(const char* what) {
  return first_fault(check_constant<D>(what, "dimension"),
                     check_options<O, sort_options>(what, "sort_options such as {.descending = true}"),
                     check_own_dim(what, number_of<D>, shape_of<X>::list));
}
} // namespace detail

// The K largest elements along dimension D, the last unless given, from the largest on, and where they are; the
// smallest with {.largest = false}. torch.topk
template <tensor_like X, class K = missing, class D = constant<-1>, class O = topk_options>
constexpr auto topk(X&& x, K = {}, D = {}, O options = {}) {
  constexpr text sentence = detail::topk_fault<X, K, D, O>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::unordered<X>();
  else {
    constexpr int d = wrap_dim(number_of<D>, shape_of<X>::rank);
    return detail::ordered<d, number_of<K>>("topk", node_of(static_cast<X&&>(x)), options.largest);
  }
}
template <tensor_like X, class K> constexpr auto topk(X&& x, K k, topk_options options) {
  return topk(static_cast<X&&>(x), k, c<-1>, options);
}

// The elements along dimension D, the last unless given, from the smallest on, and where they were. torch.sort
template <tensor_like X, class D = constant<-1>, class O = sort_options>
constexpr auto sort(X&& x, D = {}, O options = {}) {
  constexpr text sentence = detail::sort_fault<X, D, O>("sort");
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::unordered<X>();
  else {
    constexpr int d = wrap_dim(number_of<D>, shape_of<X>::rank);
    return detail::ordered<d, shape_of<X>::list[d]>("sort", node_of(static_cast<X&&>(x)), options.descending);
  }
}
template <tensor_like X> constexpr auto sort(X&& x, sort_options options) {
  return sort(static_cast<X&&>(x), c<-1>, options);
}

// Where the elements along dimension D, the last unless given, were before they were sorted. torch.argsort
template <tensor_like X, class D = constant<-1>, class O = sort_options>
constexpr auto argsort(X&& x, D = {}, O options = {}) {
  using S = shape_of<X>;
  constexpr text sentence = detail::sort_fault<X, D, O>("argsort");
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<std::int64_t, S>();
  else {
    constexpr int d = wrap_dim(number_of<D>, S::rank);
    using E = node_for<X>;
    return node::order<d, S::list[d], E>(node_of(static_cast<X&&>(x)), options.descending);
  }
}
template <tensor_like X> constexpr auto argsort(X&& x, sort_options options) {
  return argsort(static_cast<X&&>(x), c<-1>, options);
}

} // namespace tenon
