// SPDX-License-Identifier: BSL-1.0
// Batch normalisation (Ioffe and Szegedy, ICML 2015).
#pragma once

#include <tenon/nn/init.hpp>
#include <tenon/ops/batch_norm.hpp>

#include <optional>

namespace tenon {

struct batch_norm_options {
  double eps = 1e-5;
  std::optional<double> momentum = 0.1; // of the running statistics; none: they are the average of all batches
};

// Channels, dimension 1 of C extents, with mean 0 and variance 1, times weight, plus bias. In training by the
// statistics of the batch, towards which the running ones move; in evaluation by those. A channel of one value throws
// std::invalid_argument in training. What it computes is evaluated at once, since it depends on the mode.
template <int MinRank, int MaxRank, index C, class T, bool Affine, bool TrackRunningStats>
struct BasicBatchNorm : Module {
  static constexpr auto role = parameter_role::norm;
  std::conditional_t<Affine, Parameter<T, C>, absent> weight, bias;
  std::conditional_t<TrackRunningStats, Buffer<T, C>, absent> running_mean, running_var;
  std::conditional_t<TrackRunningStats, Buffer<std::int64_t>, absent> num_batches_tracked;
  batch_norm_options options;
  TENON_MEMBERS(BasicBatchNorm, weight, bias, running_mean, running_var, num_batches_tracked)

  explicit BasicBatchNorm(batch_norm_options o = {}) : options(o) {
    if constexpr (Affine) init::ones_(weight);
    if constexpr (TrackRunningStats) running_var = ones<T, C>();
  }
  template <tensor_like X> auto operator()(X&& x) {
    using Result = Variable<value_of<X>, shape_of<X>>;
    constexpr text sentence = fault(shape_of<X>::list);
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (!sentence.empty()) return Result(node_of(static_cast<X&&>(x)));
    else {
      if constexpr (TrackRunningStats)
        if (!training) return Result(by_running_statistics(static_cast<X&&>(x)));
      const auto h = detail::evaluated_once(static_cast<X&&>(x));
      const auto y = by_batch_statistics(h);
      if constexpr (TrackRunningStats) {
        const std::int64_t batches = ++*num_batches_tracked.data();
        update_running_statistics(h, running_mean, running_var,
                                  options.momentum ? *options.momentum : 1 / static_cast<double>(batches));
      }
      return Result(y);
    }
  }

private:
  static constexpr text fault(const ints& size) {
    if (size.n >= MinRank && size.n <= MaxRank && size[1] == C) return {};
    return say(MaxRank == 4 ? "BatchNorm2d" : "BatchNorm1d", ": input ", size, "; expected ",
               MaxRank == 4 ? "(N, C, H, W)" : "(N, C) or (N, C, L)", " with C = ", C);
  }
  template <class X> auto by_batch_statistics(const X& x) const {
    if constexpr (Affine) return batch_norm_training(x, weight, bias, options.eps);
    else return batch_norm_training(x, options.eps);
  }
  template <class X> auto by_running_statistics(X&& x) const {
    if constexpr (Affine) return batch_norm(static_cast<X&&>(x), running_mean, running_var, weight, bias, options.eps);
    else return batch_norm(static_cast<X&&>(x), running_mean, running_var, options.eps);
  }
};

// over (N, C) or (N, C, L). torch.nn.BatchNorm1d
template <index C, class T = float, bool Affine = true, bool TrackRunningStats = true>
using BatchNorm1d = BasicBatchNorm<2, 3, C, T, Affine, TrackRunningStats>;
// over (N, C, H, W). torch.nn.BatchNorm2d
template <index C, class T = float, bool Affine = true, bool TrackRunningStats = true>
using BatchNorm2d = BasicBatchNorm<4, 4, C, T, Affine, TrackRunningStats>;

} // namespace tenon
