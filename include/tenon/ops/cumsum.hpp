// SPDX-License-Identifier: BSL-1.0
// Cumulative sums.
#pragma once

#include <tenon/ops/reduce.hpp>

namespace tenon {

// The sums of the elements of a dimension up to each. Integers add up as 64 bits. torch.cumsum
template <tensor_like X, long long D> constexpr auto cumsum(X&& x, constant<D>) {
  using S = shape_of<X>;
  using T = typename detail::counted_as<value_of<X>>::type;
  constexpr text sentence = check_dim("cumsum", D, S::list);
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  auto e = converted<T>(node_of(static_cast<X&&>(x)));
  if constexpr (!sentence.empty() || S::rank == 0) return e;
  else return node::scan<wrap_dim(D, S::rank), decltype(e)>(static_cast<decltype(e)&&>(e));
}

} // namespace tenon
