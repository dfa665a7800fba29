// SPDX-License-Identifier: BSL-1.0
// A dimension as users write it: negative ones count from the end.
#pragma once

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
// ... that it has itself
constexpr text check_own_dim(const char* what, index d, const ints& size) {
  if (size.n == 0) return say(what, ": a scalar has no dimensions");
  return check_dim(what, d, size);
}

} // namespace tenon
