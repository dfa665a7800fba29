// SPDX-License-Identifier: BSL-1.0
// Pooling as modules, to stand in a Sequential.
#pragma once

#include <tenon/nn/module.hpp>
#include <tenon/ops/pool.hpp>

namespace tenon {

// torch.nn.MaxPool1d
template <index Kernel, pool1d_options O = pool1d_options{}> struct MaxPool1d : Module {
  TENON_MEMBERS(MaxPool1d)
  template <tensor_like X> constexpr auto operator()(X&& x) const { return max_pool1d<Kernel, O>(static_cast<X&&>(x)); }
};
// torch.nn.MaxPool2d
template <hw Kernel, pool2d_options O = pool2d_options{}> struct MaxPool2d : Module {
  TENON_MEMBERS(MaxPool2d)
  template <tensor_like X> constexpr auto operator()(X&& x) const { return max_pool2d<Kernel, O>(static_cast<X&&>(x)); }
};
// torch.nn.AvgPool1d
template <index Kernel, pool1d_options O = pool1d_options{}> struct AvgPool1d : Module {
  TENON_MEMBERS(AvgPool1d)
  template <tensor_like X> constexpr auto operator()(X&& x) const { return avg_pool1d<Kernel, O>(static_cast<X&&>(x)); }
};
// torch.nn.AvgPool2d
template <hw Kernel, pool2d_options O = pool2d_options{}> struct AvgPool2d : Module {
  TENON_MEMBERS(AvgPool2d)
  template <tensor_like X> constexpr auto operator()(X&& x) const { return avg_pool2d<Kernel, O>(static_cast<X&&>(x)); }
};
// into Out.h times Out.w equal parts. torch.nn.AdaptiveAvgPool2d
template <hw Out> struct AdaptiveAvgPool2d : Module {
  TENON_MEMBERS(AdaptiveAvgPool2d)
  template <tensor_like X> constexpr auto operator()(X&& x) const {
    return adaptive_avg_pool2d<Out>(static_cast<X&&>(x));
  }
};

} // namespace tenon
