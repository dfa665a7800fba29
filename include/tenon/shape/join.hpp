// SPDX-License-Identifier: BSL-1.0
// Shapes that can stand one after another, or on top of each other.
#pragma once

#include <tenon/shape/dims.hpp>

namespace tenon {

// operand number i against the first
constexpr text check_cat(const ints& first, const ints& other, int i, index d) {
  if (first.n == 0 || other.n == 0) return say("cat: a scalar has no dimensions; use stack");
  if (const text t = check_dim("cat", d, first); !t.empty()) return t;
  const int w = wrap_dim(d, first.n);
  if (first.n != other.n) return say("cat: shapes ", first, " and ", other, " (operand ", i, ") differ in rank");
  for (int k = 0; k < first.n; ++k)
    if (k != w && first[k] != other[k])
      return say("cat: shapes ", first, " and ", other, " (operand ", i, ") differ in dimension ", k, ": ", first[k],
                 " and ", other[k]);
  return {};
}

constexpr text check_stack(const ints& first, const ints& other, int i) {
  if (first == other) return {};
  return say("stack: shapes ", first, " and ", other, " (operand ", i, ") differ; they must be equal");
}

} // namespace tenon
