// SPDX-License-Identifier: BSL-1.0
// Activation functions as modules, to stand in a Sequential.
#pragma once

#include <tenon/nn/module.hpp>
#include <tenon/ops/activation.hpp>
#include <tenon/ops/softmax.hpp>
#include <tenon/tensor/view.hpp>

namespace tenon {

namespace detail {
// a module without state that applies a function
template <auto Function> struct stateless : Module {
  TENON_MEMBERS(stateless)
  template <tensor_like X> constexpr auto operator()(X&& x) const { return Function(static_cast<X&&>(x)); }
};
} // namespace detail

using ReLU = detail::stateless<[](auto&& x) { return relu(static_cast<decltype(x)>(x)); }>;
using GELU = detail::stateless<[](auto&& x) { return gelu(static_cast<decltype(x)>(x)); }>;
using GELUTanh = detail::stateless<[](auto&& x) { return gelu_tanh(static_cast<decltype(x)>(x)); }>;
using SiLU = detail::stateless<[](auto&& x) { return silu(static_cast<decltype(x)>(x)); }>;
using Sigmoid = detail::stateless<[](auto&& x) { return sigmoid(static_cast<decltype(x)>(x)); }>;
using Tanh = detail::stateless<[](auto&& x) { return tanh(static_cast<decltype(x)>(x)); }>;
using Softplus = detail::stateless<[](auto&& x) { return softplus(static_cast<decltype(x)>(x)); }>;
using LogSigmoid = detail::stateless<[](auto&& x) { return logsigmoid(static_cast<decltype(x)>(x)); }>;
using Identity = detail::stateless<[](auto&& x) { return node_of(static_cast<decltype(x)>(x)); }>;

struct LeakyReLU : Module {
  double negative_slope;
  TENON_MEMBERS(LeakyReLU)
  explicit LeakyReLU(double slope = 0.01) : negative_slope(slope) {}
  template <tensor_like X> constexpr auto operator()(X&& x) const {
    return leaky_relu(static_cast<X&&>(x), negative_slope);
  }
};
struct ELU : Module {
  double alpha;
  TENON_MEMBERS(ELU)
  explicit ELU(double a = 1.0) : alpha(a) {}
  template <tensor_like X> constexpr auto operator()(X&& x) const { return elu(static_cast<X&&>(x), alpha); }
};
// over dimension Dim
template <long long Dim> struct Softmax : Module {
  TENON_MEMBERS(Softmax)
  template <tensor_like X> constexpr auto operator()(X&& x) const { return softmax(static_cast<X&&>(x), c<Dim>); }
};
template <long long Dim> struct LogSoftmax : Module {
  TENON_MEMBERS(LogSoftmax)
  template <tensor_like X> constexpr auto operator()(X&& x) const { return log_softmax(static_cast<X&&>(x), c<Dim>); }
};
// dimensions First to Last as one; a batch keeps its first
template <long long First = 1, long long Last = -1> struct Flatten : Module {
  TENON_MEMBERS(Flatten)
  template <tensor_like X> constexpr auto operator()(X&& x) const {
    return flatten(static_cast<X&&>(x), c<First>, c<Last>);
  }
};

} // namespace tenon
