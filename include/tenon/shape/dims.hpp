// SPDX-License-Identifier: BSL-1.0
// Dimensions as users write them: negative ones count from the end.
#pragma once

#include <tenon/shape/layout.hpp>
#include <tenon/shape/text.hpp>

namespace tenon {

// A scalar has one dimension to reduce over, 0 or -1, as in PyTorch.
constexpr bool dim_in_range(index d, int rank) {
  const int r = rank == 0 ? 1 : rank;
  return -r <= d && d < r;
}
constexpr int wrap_dim(index d, int rank) { return static_cast<int>(d < 0 ? d + (rank == 0 ? 1 : rank) : d); }

// one dimension of a shape
constexpr text check_dim(const char* what, index d, const ints& size) {
  if (dim_in_range(d, size.n)) return {};
  const int r = size.n == 0 ? 1 : size.n;
  return say(what, ": dimension ", d, " is out of range for shape ", size, ": expected ", -r, " to ", r - 1);
}

// a list of different dimensions
constexpr text check_dims(const char* what, const ints& dims, const ints& size) {
  unsigned seen = 0;
  for (index d : dims) {
    if (const text t = check_dim(what, d, size); !t.empty()) return t;
    const unsigned bit = 1u << wrap_dim(d, size.n);
    if (seen & bit) return say(what, ": dimension ", wrap_dim(d, size.n), " repeats in ", dims);
    seen |= bit;
  }
  return {};
}

// dimensions as a mask; an empty list means all of them
constexpr unsigned mask_of(const ints& dims, int rank) {
  unsigned m = 0;
  for (index d : dims)
    if (rank > 0) m |= 1u << wrap_dim(d, rank);
  return dims.n == 0 ? (1u << rank) - 1 : m;
}

constexpr text check_same(const char* what, const ints& a, const ints& b) {
  if (a == b) return {};
  return say(what, ": shapes ", a, " and ", b, " differ; they must be equal");
}

constexpr text check_assign(const ints& from, const ints& to) {
  if (from == to) return {};
  return say("assign: an expression of shape ", from, " into a tensor of shape ", to);
}

} // namespace tenon
