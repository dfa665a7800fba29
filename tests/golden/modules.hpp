// SPDX-License-Identifier: BSL-1.0
// Cases of modules that keep a state from call to call, and of random numbers.
#pragma once

#include "golden.hpp"

#include <tenon/nn/batch_norm.hpp>

#include <cmath>
#include <optional>

namespace golden {

// Batches one after another, then evaluation by what they left behind.
template <class Module, index Steps, index... N>
void check_batch_norm_steps(const example& e, std::optional<double> momentum) {
  using Channels = decltype(Module::running_mean);
  using T = typename Channels::value_type;
  constexpr index C = Channels::numel;
  Module layer(batch_norm_options{.eps = e.number("eps"), .momentum = momentum});
  layer.weight = e.input<T, C>("weight");
  layer.bias = e.input<T, C>("bias");
  const auto xs = e.input<T, Steps, N...>("xs");
  Tensor<T, Steps, N...> ys;
  Tensor<T, Steps, C> means, vars;
  Tensor<std::int64_t, Steps> counts;
  for (index i = 0; i < Steps; ++i) {
    ys[i] = layer(xs[i]);
    means[i] = layer.running_mean;
    vars[i] = layer.running_var;
    counts(i) = layer.num_batches_tracked;
  }
  e.expect("ys", ys);
  e.expect("running_mean", means);
  e.expect("running_var", vars);
  e.expect("num_batches_tracked", counts);
  const Module before = layer;
  e.expect("y_eval", eval(layer.eval()(e.input<T, N...>("x_eval"))));
  CHECK(layer == before);
}

// How many of N ones are kept, and what becomes of them, within five standard deviations.
template <class T, index N> void check_dropout_statistics(const example& e) {
  Generator generator(1);
  const double p = e.number("p"), bound = e.output("five_sigma");
  const Tensor<T, N> y = dropout(ones<T, N>(), p, generator);
  double kept = 0, total = 0;
  for (const T v : y) {
    kept += v != 0;
    total += static_cast<double>(v);
  }
  CHECK(std::abs(kept / N - e.output("keep_fraction")) <= bound);
  CHECK(std::abs(total / N - e.output("mean_of_ones")) <= bound / (1 - p));
  e.expect("kept_value_of_one", Tensor<T>(amax(y)));
}

} // namespace golden
