// SPDX-License-Identifier: BSL-1.0
// What an operand becomes inside an expression: named tensors are referenced, rvalue tensors are moved in, expressions
// are copied. These are the ownership rules of std::ranges.
#pragma once

#include <tenon/eval/adjoint.hpp>
#include <tenon/tensor/expression.hpp>

namespace tenon {

namespace node {
// a tensor that the expression owns
template <class Tensor> struct owned : expression<owned<Tensor>> {
  using value_type = typename Tensor::value_type;
  using size_type = typename Tensor::size_type;
  static constexpr bool differentiable = false;
  static constexpr int lanes = lanes_for<value_type>;

  Tensor tensor;

  constexpr explicit owned(Tensor&& t) : tensor(static_cast<Tensor&&>(t)) {}
  static constexpr void walk(survey& s, const binding& b) { s.touch(row_major_layout<size_type>::value, b); }
};
} // namespace node

template <class Tensor, binding B, frame F>
struct cursor<node::owned<Tensor>, B, F>
    : leaf_rows<typename Tensor::value_type, row_major_layout<typename Tensor::size_type>, B, F>::values {
  template <class Scope, class Memory>
  TENON_INLINE constexpr cursor(const node::owned<Tensor>& n, const Scope&, Memory&)
      : leaf_rows<typename Tensor::value_type, row_major_layout<typename Tensor::size_type>, B, F>::values(
            n.tensor.data()) {}
  template <int W, int N, class Trace, class D> TENON_INLINE constexpr void pull(index, const Trace&, D) {}
};

template <tensor_like X> constexpr auto node_of(X&& x) {
  if constexpr (requires { static_cast<X&&>(x).node(); }) return static_cast<X&&>(x).node();
  else return std::remove_cvref_t<X>(static_cast<X&&>(x));
}
template <class X> using node_for = decltype(node_of(std::declval<X>()));

} // namespace tenon
