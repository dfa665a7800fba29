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
} // namespace detail

// The K largest elements along dimension D, the last unless given, from the largest on, and where they are; the
// smallest with {.largest = false}. torch.topk
template <tensor_like X, long long K, long long D = -1>
constexpr auto topk(X&& x, constant<K>, constant<D> = {}, topk_options options = {}) {
  using S = shape_of<X>;
  constexpr text sentence = check_topk(K, D, S::list);
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty())
    return values_and_indices{detail::placeholder<value_of<X>, S>(), detail::placeholder<std::int64_t, S>()};
  else return detail::ordered<wrap_dim(D, S::rank), K>("topk", node_of(static_cast<X&&>(x)), options.largest);
}
template <tensor_like X, long long K> constexpr auto topk(X&& x, constant<K> k, topk_options options) {
  return topk(static_cast<X&&>(x), k, c<-1>, options);
}

// The elements along dimension D, the last unless given, from the smallest on, and where they were. torch.sort
template <tensor_like X, long long D = -1> constexpr auto sort(X&& x, constant<D> = {}, sort_options options = {}) {
  using S = shape_of<X>;
  constexpr text sentence = check_sort("sort", D, S::list);
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty())
    return values_and_indices{detail::placeholder<value_of<X>, S>(), detail::placeholder<std::int64_t, S>()};
  else {
    constexpr int d = wrap_dim(D, S::rank);
    return detail::ordered<d, S::list[d]>("sort", node_of(static_cast<X&&>(x)), options.descending);
  }
}
template <tensor_like X> constexpr auto sort(X&& x, sort_options options) {
  return sort(static_cast<X&&>(x), c<-1>, options);
}

// Where the elements along dimension D, the last unless given, were before they were sorted. torch.argsort
template <tensor_like X, long long D = -1> constexpr auto argsort(X&& x, constant<D> = {}, sort_options options = {}) {
  using S = shape_of<X>;
  constexpr text sentence = check_sort("argsort", D, S::list);
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<std::int64_t, S>();
  else {
    constexpr int d = wrap_dim(D, S::rank);
    using E = node_for<X>;
    return node::order<d, S::list[d], E>(node_of(static_cast<X&&>(x)), options.descending);
  }
}
template <tensor_like X> constexpr auto argsort(X&& x, sort_options options) {
  return argsort(static_cast<X&&>(x), c<-1>, options);
}

} // namespace tenon
