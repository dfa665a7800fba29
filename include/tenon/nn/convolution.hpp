// SPDX-License-Identifier: BSL-1.0
// Convolutional layers.
#pragma once

#include <tenon/nn/init.hpp>
#include <tenon/ops/convolution.hpp>

namespace tenon {

namespace detail {
// uniform within 1 / sqrt(what an output sees), as PyTorch has it
template <class W, class B> void init_convolution(W& weight, B& bias, Generator& g) {
  init::kaiming_uniform_(weight, {.a = std::sqrt(5.0)}, g);
  if constexpr (is_parameter<B>) {
    const double bound = 1 / std::sqrt(init::fans_of<typename W::size_type>().in);
    init::uniform_(bias, -bound, bound, g);
  }
}
} // namespace detail

// conv1d of (N, In, L), and Out channels of it; weight is (Out, In / groups, Kernel). torch.nn.Conv1d
template <index In, index Out, index Kernel, conv1d_options O = conv1d_options{}, class T = float, bool Bias = true>
struct Conv1d : Module {
  Parameter<T, Out, In / O.groups, Kernel> weight;
  std::conditional_t<Bias, Parameter<T, Out>, absent> bias;
  TENON_MEMBERS(Conv1d, weight, bias)

  explicit Conv1d(Generator& g = default_generator()) { detail::init_convolution(weight, bias, g); }
  template <tensor_like X> auto operator()(X&& x) const {
    if constexpr (Bias) return conv1d<O>(static_cast<X&&>(x), weight, bias);
    else return conv1d<O>(static_cast<X&&>(x), weight);
  }
};

// conv2d of (N, In, H, W): Conv2d<3, 16, 3, conv2d_options{.padding = 1}>. torch.nn.Conv2d
template <index In, index Out, hw Kernel, conv2d_options O = conv2d_options{}, class T = float, bool Bias = true>
struct Conv2d : Module {
  Parameter<T, Out, In / O.groups, Kernel.h, Kernel.w> weight;
  std::conditional_t<Bias, Parameter<T, Out>, absent> bias;
  TENON_MEMBERS(Conv2d, weight, bias)

  explicit Conv2d(Generator& g = default_generator()) { detail::init_convolution(weight, bias, g); }
  template <tensor_like X> auto operator()(X&& x) const {
    if constexpr (Bias) return conv2d<O>(static_cast<X&&>(x), weight, bias);
    else return conv2d<O>(static_cast<X&&>(x), weight);
  }
};

} // namespace tenon
