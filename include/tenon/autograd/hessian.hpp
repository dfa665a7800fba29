// SPDX-License-Identifier: BSL-1.0
// Second derivatives: the function is recorded on a tape with numbers that carry a derivative, and swept backward.
#pragma once

#include <tenon/autograd/dual.hpp>
#include <tenon/autograd/variable.hpp>
#include <tenon/ops/broadcast.hpp>

#include <tuple>
#include <utility>

namespace tenon {

namespace detail {
// whether a statement turns what has a gradient into another element type
template <class E>
inline constexpr bool mixes_types =
    []<class... A>(types<A...>) { return (mixes_types<A> || ...); }(operand_types_of<E>());
template <class To, class A> inline constexpr bool mixes_types<node::map<cast_op<To>, A>> = A::differentiable;

// a parameter like X whose elements carry a derivative
template <class X> struct dual_parameter;
template <class T, index... N> struct dual_parameter<Tensor<T, N...>> {
  using type = Parameter<dual<T>, N...>;
};
template <class T, index... N> struct dual_parameter<Parameter<T, N...>> : dual_parameter<Tensor<T, N...>> {};
template <class X> using dual_parameter_of = typename dual_parameter<X>::type;

// what is wrong with a function of tensors or parameters like X
template <class F, class... X> constexpr text hessian_fault() {
  // one that takes a single type would have its argument converted
  if constexpr (takes_one_type<F> || !std::is_invocable_v<F&, const dual_parameter_of<X>&...>)
    return say("hessian: the function does not take elements of type dual; write it for all types: [](const auto& x)");
  else if constexpr (!tensor_like<std::invoke_result_t<F&, const dual_parameter_of<X>&...>>)
    return say("hessian: the function gives no statement of its argument, so the tape has no derivatives");
  else {
    using Y = std::invoke_result_t<F&, const dual_parameter_of<X>&...>;
    if (shape_of<Y>::rank != 0) return say("hessian: the function has shape ", shape_of<Y>::list, "; it must be ()");
    if (!node_for<Y>::differentiable)
      return say("hessian: what the function gives depends on no parameter, so the tape has no derivatives");
    if (mixes_types<node_for<Y>>)
      return say("hessian: the function mixes element types; detach the parameters that it holds");
    return {};
  }
}

// The products of a function's Hessian with vectors, over the elements of all its arguments, which are like X, behind
// each other. It keeps its memory, and refers to the function.
template <class F, class... X> class hessian_of {
  F& f_;
  std::tuple<dual_parameter_of<X>...> arguments_;

public:
  static constexpr index numel = (X::numel + ...);
  explicit hessian_of(F& f) : f_(f) {}

  // f(argument, where its elements begin) for each; what is frozen is a constant
  template <class Visit> void each(Visit visit) {
    std::apply([&, at = index(0)](auto&... p) mutable { (visit(p, std::exchange(at, at + p.numel)), ...); },
               arguments_);
  }
  // H v, where v(i) is element i
  template <class T, class V> void product(const T* x, const V& v, T* result) {
    each([&](auto& p, index at) {
      dual<T>* const to = p.data();
      for (index i = 0; i < p.numel; ++i) to[i] = dual<T>(x[at + i], p.requires_grad() ? v(at + i) : T(0));
      p.zero_grad();
    });
    {
      Tape tape;
      const Variable y = std::apply([&](const auto&... p) { return f_(p...); }, arguments_);
      tape.backward(y);
    }
    each([&](const auto& p, index at) {
      for (index i = 0; i < p.numel; ++i) result[at + i] = p.grad().data()[i].tangent;
    });
  }
  // the matrix over all elements, a product with each unit vector
  template <class T> void matrix(const T* x, T* result) {
    for (index row = 0; row < numel; ++row)
      product(x, [row](index i) { return i == row ? T(1) : T(0); }, result + row * numel);
  }
};
} // namespace detail

// The Hessian of f at x, where f takes a tensor of any element type and gives a scalar expression of it: its value at
// (i..., j...) is the second derivative by x(i...) and x(j...). torch.autograd.functional.hessian
template <class F, class T, index... N> Tensor<T, N..., N...> hessian(F f, const Tensor<T, N...>& x) {
  constexpr text sentence = detail::hessian_fault<F, Tensor<T, N...>>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  Tensor<T, N..., N...> h;
  if constexpr (sentence.empty()) detail::hessian_of<F, Tensor<T, N...>>(f).matrix(x.data(), h.data());
  return h;
}

// The product of that Hessian with v, at the cost of a few gradients. torch.autograd.functional.hvp
template <class F, class T, index... N> Tensor<T, N...> hvp(F f, const Tensor<T, N...>& x, const Tensor<T, N...>& v) {
  constexpr text sentence = detail::hessian_fault<F, Tensor<T, N...>>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  Tensor<T, N...> product;
  if constexpr (sentence.empty())
    detail::hessian_of<F, Tensor<T, N...>>(f).product(x.data(), [&v](index i) { return v.data()[i]; }, product.data());
  return product;
}

} // namespace tenon
