// SPDX-License-Identifier: BSL-1.0
// The value without its gradient: a view of what lies in memory, a stop in an expression.
#pragma once

#include <tenon/tensor/tensor.hpp>

namespace tenon {

namespace detail {
template <class T, class L, bool G> constexpr auto detached(const node::leaf<T, L, G>& n) {
  return View<const T, L>(n.data);
}
template <class E> constexpr auto detached(const E& e) {
  if constexpr (E::differentiable) return node::stop<E>(e);
  else return e;
}
} // namespace detail

// Shares storage with x and stops the gradient. torch.Tensor.detach
template <tensor_like X> constexpr auto detach(X&& x) { return detail::detached(node_of(static_cast<X&&>(x))); }

} // namespace tenon
