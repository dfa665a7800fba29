// SPDX-License-Identifier: BSL-1.0
// The largest and the smallest element along a dimension, and where they are.
#pragma once

#include <tenon/ops/argmax.hpp>
#include <tenon/ops/sort.hpp>

namespace tenon {

namespace detail {
struct max_row : arg_row<amax_op> {
  static constexpr char name[] = "max";
};
struct min_row : arg_row<amin_op> {
  static constexpr char name[] = "min";
};

template <class Row, class X, class... Args> constexpr auto extremum(X&& x) {
  using S = shape_of<X>;
  if constexpr (S::rank == 0) {
    auto values = node_of(static_cast<X&&>(x));
    return values_and_indices<decltype(values), Tensor<std::int64_t>>{values, {}};
  } else {
    constexpr reduction_request request = reduction_arguments<Args...>::value;
    constexpr int d = wrap_dim(request.dims[0], S::rank);
    constexpr bool keeps = request.keeps;
    const auto e = node_of(static_cast<X&&>(x));
    const auto places = Row{}(stopped(e), std::integral_constant<int, d>{});
    using found = typename tensor_for<std::int64_t, typename decltype(places)::size_type>::type;
    const found kept(places);
    const auto shaped = [](auto y) {
      if constexpr (keeps) return y;
      else return without_dims<1u << d>(y);
    };
    auto values = shaped(taken<d>(Row::name, e, node_of(found(kept))));
    auto indices = eval(shaped(node_of(kept)));
    return values_and_indices<decltype(values), decltype(indices)>{values, static_cast<decltype(indices)&&>(indices)};
  }
}
} // namespace detail

// The largest element along a dimension, which stays with `keepdim`, and where it is: the first of equal ones, or the
// first nan. The whole gradient goes to it; amax shares it among equal elements. torch.max
template <tensor_like X, class... Args>
  requires(sizeof...(Args) > 0 && !(tensor_like<Args> || ...))
constexpr auto max(X&& x, Args...) {
  constexpr text sentence = row_search<detail::max_row>::template check<X, Args...>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::unordered<X>();
  else return detail::extremum<detail::max_row, X, Args...>(static_cast<X&&>(x));
}
template <tensor_like X, class... Args>
  requires(sizeof...(Args) > 0 && !(tensor_like<Args> || ...))
constexpr auto min(X&& x, Args...) {
  constexpr text sentence = row_search<detail::min_row>::template check<X, Args...>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::unordered<X>();
  else return detail::extremum<detail::min_row, X, Args...>(static_cast<X&&>(x));
}
// ... of all elements: amax and amin
template <tensor_like X> constexpr auto max(X&& x) { return amax(static_cast<X&&>(x)); }
template <tensor_like X> constexpr auto min(X&& x) { return amin(static_cast<X&&>(x)); }
// ... of two tensors, element by element: maximum and minimum
template <tensor_like A, tensor_like B> constexpr auto max(A&& a, B&& b) {
  return maximum(static_cast<A&&>(a), static_cast<B&&>(b));
}
template <tensor_like A, tensor_like B> constexpr auto min(A&& a, B&& b) {
  return minimum(static_cast<A&&>(a), static_cast<B&&>(b));
}

} // namespace tenon
