// SPDX-License-Identifier: BSL-1.0
// Normalisation of channels, dimension 1 of (N, C, ...): by the statistics of the batch, or by given ones.
#pragma once

#include <tenon/ops/normalize.hpp>
#include <tenon/tensor/detach.hpp>

#include <string>

namespace tenon {

namespace detail {
// all dimensions but that of the channels
constexpr unsigned beside_channels(int rank) { return ((1u << rank) - 1) & ~2u; }
constexpr index values_per_channel(const ints& size) { return reduced_count(size, beside_channels(size.n)); }

// x and vectors with a number for each channel
template <class X, class... V> constexpr text batch_norm_fault() {
  constexpr ints x = shape_of<X>::list;
  if constexpr (!(tensor_like<V> && ...))
    return say("batch_norm: expected mean and variance, weight and bias, or all of them, as tensors");
  else if constexpr (x.n < 2) return say("batch_norm: shape ", x, "; expected (N, C, ...)");
  else {
    const ints given[] = {ints{x[1]}, shape_of<V>::list...};
    for (const ints& channel : given)
      if (channel != given[0])
        return say("batch_norm: input ", x, " has ", x[1], " channels, got a vector of shape ", channel);
    return check_fractions<value_of<X>>("batch_norm");
  }
}
// a vector beside the dimensions of x
template <int Rank, class E> constexpr auto as_channels(E e) {
  if constexpr (E::size_type::rank + 1 < Rank) return as_channels<Rank>(unsqueeze(static_cast<E&&>(e), c<-1>));
  else return e;
}
template <class X, class V> constexpr auto channels(V&& v) {
  return as_channels<shape_of<X>::rank>(node_of(static_cast<V&&>(v)));
}
constexpr void check_values_per_channel(index values, const ints& size) {
  if (values > 1) return;
  const text shape = say(size);
  fail<std::invalid_argument>("batch_norm: shape " + std::string(shape.data(), static_cast<std::size_t>(shape.size())) +
                              " has one value per channel, which has no variance; training takes more");
}
} // namespace detail

// (x - mean) / sqrt(var + eps) with the mean and the biased variance of each channel. Throws std::invalid_argument
// where a channel has one value. torch.nn.functional.batch_norm, training
template <tensor_like X> constexpr auto batch_norm_training(X&& x, double eps = 1e-5) {
  constexpr text sentence = detail::batch_norm_fault<X>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, shape_of<X>>();
  else {
    detail::check_values_per_channel(detail::values_per_channel(shape_of<X>::list), shape_of<X>::list);
    return detail::normalized<detail::beside_channels(shape_of<X>::rank)>(node_of(static_cast<X&&>(x)), eps);
  }
}
// ... times weight, plus bias
template <tensor_like X, tensor_like W, class B = missing>
constexpr auto batch_norm_training(X&& x, W&& weight, B&& bias = {}, double eps = 1e-5) {
  constexpr text sentence = detail::batch_norm_fault<X, W, B>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, shape_of<X>>();
  else
    return batch_norm_training(static_cast<X&&>(x), eps) * detail::channels<X>(static_cast<W&&>(weight)) +
           detail::channels<X>(static_cast<B&&>(bias));
}

// (x - mean) / sqrt(var + eps) with given means and variances, which receive no gradient.
// torch.nn.functional.batch_norm, not training
template <tensor_like X, class M = missing, class V = missing>
constexpr auto batch_norm(X&& x, M&& running_mean = {}, V&& running_var = {}, double eps = 1e-5) {
  constexpr text sentence = detail::batch_norm_fault<X, M, V>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, shape_of<X>>();
  else
    return (static_cast<X&&>(x) - detail::channels<X>(detach(static_cast<M&&>(running_mean)))) *
           detail::channels<X>(rsqrt(detach(static_cast<V&&>(running_var)) + eps));
}
// ... times weight, plus bias
template <tensor_like X, class M, class V, tensor_like W, class B = missing>
constexpr auto batch_norm(X&& x, M&& running_mean, V&& running_var, W&& weight, B&& bias = {}, double eps = 1e-5) {
  constexpr text sentence = detail::batch_norm_fault<X, M, V, W, B>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (!sentence.empty()) return detail::placeholder<value_of<X>, shape_of<X>>();
  else
    return batch_norm(static_cast<X&&>(x), static_cast<M&&>(running_mean), static_cast<V&&>(running_var), eps) *
               detail::channels<X>(static_cast<W&&>(weight)) +
           detail::channels<X>(static_cast<B&&>(bias));
}

// Moves running statistics by `momentum` towards the mean and the unbiased variance of x's channels.
template <tensor_like X, class M, class V>
constexpr void update_running_statistics(const X& x, M& running_mean, V& running_var, double momentum) {
  constexpr text sentence = detail::batch_norm_fault<X, M, V>();
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (sentence.empty()) {
    constexpr unsigned dims = detail::beside_channels(shape_of<X>::rank);
    const auto e = detail::stopped(node_of(x));
    const auto variance = detail::var_row<1>{}(e, std::integral_constant<unsigned, dims>{});
    running_mean =
        running_mean * (1 - momentum) + detail::without_dims<dims>(detail::folded<mean_op, dims>(e)) * momentum;
    running_var = running_var * (1 - momentum) + detail::without_dims<dims>(variance) * momentum;
  }
}

} // namespace tenon
