// SPDX-License-Identifier: BSL-1.0
// Cumulative sums.
#pragma once

#include <tenon/ops/reduce.hpp>

namespace tenon {

namespace detail {
template <class X, class D> constexpr text cumsum_fault() {
  return first_fault(check_constant<D>("cumsum", "dimension"), check_dim("cumsum", number_of<D>, shape_of<X>::list));
}
} // namespace detail

// The sums of the elements of a dimension up to each. Integers add up as 64 bits. torch.cumsum
template <tensor_like X, class D = missing> constexpr auto cumsum(X&& x, D = {}) {
  using S = shape_of<X>;
  using T = typename detail::counted_as<value_of<X>>::type;
  constexpr text sentence = detail::cumsum_fault<X, D>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  auto e = converted<T>(node_of(static_cast<X&&>(x)));
  if constexpr (!sentence.empty() || S::rank == 0) return e;
  else return node::scan<wrap_dim(number_of<D>, S::rank), decltype(e)>(static_cast<decltype(e)&&>(e));
}

} // namespace tenon
