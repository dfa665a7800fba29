// SPDX-License-Identifier: BSL-1.0
// Random orders, such as that of an epoch.
#pragma once

#include <tenon/tensor/random.hpp>

#include <numeric>
#include <vector>

namespace tenon {

// 0 to below n, uniform
constexpr std::size_t random_below(Generator& g, std::size_t n) {
  return static_cast<std::size_t>(g.uniform() * static_cast<double>(n));
}
// Every order of the elements is as likely. Fisher and Yates, 1938
template <class V> constexpr void shuffle(V& elements, Generator& g) {
  for (std::size_t i = elements.size(); i > 1; --i) std::swap(elements[i - 1], elements[random_below(g, i)]);
}
// the numbers 0 to n - 1 in an order that the generator decides
inline std::vector<std::size_t> shuffled(std::size_t n, Generator& g) {
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t(0));
  shuffle(order, g);
  return order;
}

} // namespace tenon
