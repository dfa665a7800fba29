// SPDX-License-Identifier: BSL-1.0
// The checks of the tape as concepts.
#pragma once

#include <tenon/autograd/backward.hpp>
#include <tenon/autograd/checkpoint.hpp>
#include <tenon/autograd/gradcheck.hpp>
#include <tenon/autograd/hessian.hpp>

namespace tenon {

// Parameter<T, N...>
template <class T>
concept can_parameter = !std::is_integral_v<T>;
template <class... P>
concept can_zero_grad = requires(const P&... p) { (p.zero_grad(), ...); };
// backward of an expression, without a tape: a scalar, or any that receives the gradient G
template <class X, class... G>
concept can_differentiate =
    sizeof...(G) <= 1 && (tensor_like<X> && ... && tensor_like<G>) && detail::differentiate_fault<X, G...>().empty();
// a sweep from a scalar, or from any variable that receives the gradient G
template <class V, class... G>
concept can_backward = sizeof...(G) <= 1 && (tensor_like<G> && ...) && detail::backward_fault<V, G...>().empty();
// F takes the tensors X, which lie in memory
template <class F, class... X>
concept can_checkpoint = detail::checkpoint_fault<F, X...>().empty();
// F takes parameters of the inputs' shapes
template <class F, class... X>
concept can_gradcheck = detail::gradcheck_fault<F, X...>().empty();

// F gives a scalar statement of a tensor like X, whatever the type of its elements
template <class F, class X>
concept can_hessian = requires { typename detail::dual_parameter_of<X>; } && detail::hessian_fault<F, X>().empty();

} // namespace tenon
