// SPDX-License-Identifier: BSL-1.0
// Lists of dimensions, and shapes that must be equal.
#pragma once

#include <tenon/shape/dim.hpp>
#include <tenon/shape/layout.hpp>

namespace tenon {

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
constexpr text check_assign_number(const ints& to) {
  return say("assign: a number into a tensor of shape ", to, "; use full");
}
// into a view, whose elements must be places of their own
constexpr text check_assign_view(const ints& from, const layout& to, bool constant) {
  if (constant) return say("assign: the elements of this view of shape ", to.size, " are constant");
  for (int d = 0; d < to.rank(); ++d)
    if (to.stride[d] == 0 && to.size[d] > 1)
      return say("assign: the elements of this view of shape ", to.size, " are the same along dimension ", d);
  return check_assign(from, to.size);
}

} // namespace tenon
