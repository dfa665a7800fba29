// SPDX-License-Identifier: BSL-1.0
// The value without its gradient: a view of what lies in memory, a stop in an expression.
#pragma once

#include <tenon/tensor/tensor.hpp>

namespace tenon {

// leaves the tangent of elements that carry one behind, as every function without derivatives does
struct detach_op {
  static constexpr bool differentiable = false;
  template <class P> static constexpr P value(P p) { return p; }
};

namespace detail {
template <class T, class L, bool G> constexpr auto detached(const node::leaf<T, L, G>& n) {
  // a statement's value stays as it is, a parameter may be written
  return View<const T, L>(n.data, n.from && !n.from->value ? n.from : nullptr);
}
template <class E> constexpr auto detached(const E& e) {
  if constexpr (E::differentiable) return node::stop<E>(e);
  else return e;
}
} // namespace detail

// Shares storage with x and stops the gradient. torch.Tensor.detach
template <tensor_like X> constexpr auto detach(X&& x) {
  auto e = node_of(static_cast<X&&>(x));
  using E = decltype(e);
  if constexpr (carries_tangent<typename E::value_type>) return node::map<detach_op, E>(e);
  else return detail::detached(e);
}

} // namespace tenon
