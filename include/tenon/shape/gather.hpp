// SPDX-License-Identifier: BSL-1.0
// Shapes of what is chosen by number along a dimension.
#pragma once

#include <tenon/shape/dims.hpp>

namespace tenon {

// numbers that choose along dimension d
constexpr text check_numbers(const char* what, index d, const ints& size, const ints& numbers) {
  if (const text t = check_own_dim(what, d, size); !t.empty()) return t;
  const int w = wrap_dim(d, size.n);
  if (size[w] == 0 && product(numbers) != 0)
    return say(what, ": there is nothing to choose from in dimension ", w, " of ", size);
  return {};
}

// an index of the result's shape, no longer than `size` but in dimension d
constexpr text check_gather(const char* what, index d, const ints& size, const ints& numbers) {
  if (const text t = check_numbers(what, d, size, numbers); !t.empty()) return t;
  if (numbers.n != size.n) return say(what, ": shape ", size, " and index ", numbers, " differ in rank");
  for (int k = 0; k < size.n; ++k)
    if (k != wrap_dim(d, size.n) && numbers[k] > size[k])
      return say(what, ": dimension ", k, " of index ", numbers, " exceeds that of ", size, ": ", numbers[k], " and ",
                 size[k]);
  return {};
}

constexpr text check_index_select(index d, const ints& size, const ints& numbers) {
  if (const text t = check_numbers("index_select", d, size, numbers); !t.empty()) return t;
  if (numbers.n != 1) return say("index_select: the index has shape ", numbers, "; expected a vector");
  return {};
}

// what is scattered has at least the index's shape
constexpr text check_scatter(index d, const ints& size, const ints& numbers, const ints& source) {
  if (const text t = check_gather("scatter_add", d, size, numbers); !t.empty()) return t;
  if (source.n != numbers.n) return say("scatter_add: index ", numbers, " and source ", source, " differ in rank");
  for (int k = 0; k < numbers.n; ++k)
    if (numbers[k] > source[k])
      return say("scatter_add: dimension ", k, " of index ", numbers, " exceeds that of the source ", source, ": ",
                 numbers[k], " and ", source[k]);
  return {};
}

constexpr text check_topk(index k, index d, const ints& size) {
  if (const text t = check_own_dim("topk", d, size); !t.empty()) return t;
  const int w = wrap_dim(d, size.n);
  if (k < 0 || k > size[w]) return say("topk: ", k, " elements from dimension ", w, " of ", size);
  return {};
}

} // namespace tenon
