// SPDX-License-Identifier: BSL-1.0
// What an operand becomes inside an expression: named tensors are referenced, rvalue tensors are moved in, expressions
// are copied. These are the ownership rules of std::ranges.
#pragma once

#include <tenon/eval/adjoint.hpp>
#include <tenon/tensor/expression.hpp>

namespace tenon {

namespace node {
// a tensor or a parameter that the expression owns
template <class Tensor> struct TENON_MACHINE owned : expression<owned<Tensor>> {
  using value_type = typename Tensor::value_type;
  using size_type = typename Tensor::size_type;
  static constexpr bool differentiable = Tensor::differentiable;
  static constexpr int lanes = lanes_for<value_type>;

  Tensor tensor;

  constexpr explicit owned(Tensor&& t) : tensor(static_cast<Tensor&&>(t)) {}
  static constexpr void walk(survey& s, const binding& b) {
    s.computes_with(lanes, b);
    s.touch(row_major_layout<size_type>::value, b);
  }
};
} // namespace node

template <class Tensor, binding B, frame F> struct cursor<node::owned<Tensor>, B, F> {
  using rows = leaf_rows<typename Tensor::value_type, row_major_layout<typename Tensor::size_type>, B, F>;
  using type = typename rows::values;
  template <class Memory>
  TENON_HOOK static constexpr typename type::source source_of(const node::owned<Tensor>& n, Memory&) {
    return {n.tensor.data(), rows::place::here};
  }
};
template <class Tensor, binding B, frame F>
  requires(F.adjoint && Tensor::differentiable)
struct cursor<node::owned<Tensor>, B, F>
    : differentiated_rows<typename Tensor::value_type, row_major_layout<typename Tensor::size_type>, B, F> {
  template <class Memory> TENON_HOOK static constexpr auto source_of(const node::owned<Tensor>& n, Memory& memory) {
    return cursor::source_in(n.tensor.data(), n.tensor.gradient_elements(), memory);
  }
};

template <tensor_like X> constexpr auto node_of(X&& x) {
  if constexpr (requires { static_cast<X&&>(x).node(); }) return static_cast<X&&>(x).node();
  else return std::remove_cvref_t<X>(static_cast<X&&>(x));
}
template <class X> using node_for = decltype(node_of(std::declval<X>()));

} // namespace tenon
