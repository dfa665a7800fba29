// SPDX-License-Identifier: BSL-1.0
// Layers as configurations of models want them: several of one kind, or none.
#pragma once

#include <tenon/nn/dropout.hpp>
#include <tenon/tensor/random.hpp>

#include <array>
#include <utility>

namespace tenon::detail {

// N layers, of which each draws its parameters from a generator after those before it
template <class Layer, index N> auto array_of(Generator& g) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return std::array{((void)I, Layer(g))...};
  }(std::make_index_sequence<static_cast<std::size_t>(N)>{});
}
// a layer that drops, or none
template <auto Config> using dropout_of = std::conditional_t<Config.dropout == 0, NoDropout, Dropout>;

} // namespace tenon::detail
