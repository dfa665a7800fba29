// SPDX-License-Identifier: BSL-1.0
// Layers that normalise each row.
#pragma once

#include <tenon/nn/init.hpp>
#include <tenon/ops/normalize.hpp>

namespace tenon {

// layer_norm over trailing dimensions of these extents. torch.nn.LayerNorm
template <class T, index... N> struct BasicLayerNorm : Module {
  static constexpr auto role = parameter_role::norm;
  Parameter<T, N...> weight;
  Parameter<T, N...> bias;
  double eps;
  TENON_MEMBERS(BasicLayerNorm, weight, bias)

  explicit BasicLayerNorm(double e = 1e-5) : eps(e) { init::ones_(weight); }
  template <tensor_like X> auto operator()(X&& x) const { return layer_norm(static_cast<X&&>(x), weight, bias, eps); }
};
template <index... N> using LayerNorm = BasicLayerNorm<float, N...>;

// x / sqrt(mean(x^2) + eps) weight, over the last dimension, of extent N (Zhang and Sennrich: Root mean square layer
// normalization, NeurIPS 2019). torch.nn.RMSNorm
template <index N, class T = float> struct RMSNorm : Module {
  static constexpr auto role = parameter_role::norm;
  Parameter<T, N> weight;
  double eps;
  TENON_MEMBERS(RMSNorm, weight)

  explicit RMSNorm(double e = 1e-6) : eps(e) { init::ones_(weight); }
  template <tensor_like X> auto operator()(X&& x) const { return rms_norm(static_cast<X&&>(x), weight, eps); }
};

} // namespace tenon
