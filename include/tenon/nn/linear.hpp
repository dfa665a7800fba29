// SPDX-License-Identifier: BSL-1.0
// Linear layers.
#pragma once

#include <tenon/nn/init.hpp>
#include <tenon/ops/matmul.hpp>

namespace tenon {

// y = x weight^T + bias for x (..., In): (..., Out). weight is (Out, In), uniform within 1 / sqrt(In) at first, as is
// the bias. torch.nn.Linear
template <index In, index Out, class T = float, bool Bias = true> struct Linear : Module {
  Parameter<T, Out, In> weight;
  std::conditional_t<Bias, Parameter<T, Out>, absent> bias;
  TENON_MEMBERS(Linear, weight, bias)

  explicit Linear(Generator& g = default_generator()) {
    init::kaiming_uniform_(weight, {.a = std::sqrt(5.0)}, g);
    if constexpr (Bias) init::uniform_(bias, -1 / std::sqrt(double(In)), 1 / std::sqrt(double(In)), g);
  }
  template <tensor_like X> auto operator()(X&& x) const {
    if constexpr (Bias) return linear(static_cast<X&&>(x), weight, bias);
    else return linear(static_cast<X&&>(x), weight);
  }
};

} // namespace tenon
