// SPDX-License-Identifier: BSL-1.0
// The value without its gradient: a view of what lies in memory, a stop in an expression.
#pragma once

#include <tenon/tensor/tensor.hpp>

namespace tenon {

// Elements of a class may carry derivatives of their own, and then say what is left without them.
struct detach_op {
  static constexpr bool differentiable = false;
  template <class P> static constexpr P value(P p) { return P(without_derivatives(p.v)); }
};

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
template <tensor_like X> constexpr auto detach(X&& x) {
  auto e = node_of(static_cast<X&&>(x));
  using E = decltype(e);
  if constexpr (requires(typename E::value_type v) { without_derivatives(v); }) return node::map<detach_op, E>(e);
  else return detail::detached(e);
}

} // namespace tenon
