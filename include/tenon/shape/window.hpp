// SPDX-License-Identifier: BSL-1.0
// Windows onto a dimension: a new dimension runs inside a window, the old one from window to window. Elements are in as
// many windows as reach them.
#pragma once

#include <tenon/shape/dims.hpp>

namespace tenon {

// `size` elements of dimension `dim`, `dilation` apart; the next window begins `step` elements further
struct window {
  int dim;
  index size, step, dilation = 1;
  friend constexpr bool operator==(const window&, const window&) = default;
};

// how many elements a window reaches over
constexpr index span_of(index size, index dilation) { return (size - 1) * dilation + 1; }
constexpr index window_count(index extent, index size, index step, index dilation) {
  return (extent - span_of(size, dilation)) / step + 1;
}

constexpr text check_unfold(index d, index n, index step, index dilation, const ints& size) {
  if (const text t = check_own_dim("unfold", d, size); !t.empty()) return t;
  if (size.n == max_rank) return say("unfold: shape ", size, " of rank ", max_rank, " leaves no dimension for windows");
  const int w = wrap_dim(d, size.n);
  if (n < 1 || step < 1 || dilation < 1)
    return say("unfold: windows of ", n, " elements, step ", step, ", dilation ", dilation, "; expected at least 1");
  if (span_of(n, dilation) > size[w])
    return say("unfold: a window spans ", span_of(n, dilation), " elements, but dimension ", w, " of ", size, " has ",
               size[w]);
  return {};
}

// the shape and the layout that windows have; the dimension inside them comes last
constexpr ints unfolded(ints size, const window& w) {
  size[w.dim] = window_count(size[w.dim], w.size, w.step, w.dilation);
  size.push_back(w.size);
  return size;
}
constexpr layout unfolded(const layout& l, const window& w) {
  layout r{unfolded(l.size, w), l.stride};
  r.stride[w.dim] *= w.step;
  r.stride.push_back(l.stride[w.dim] * w.dilation);
  return r;
}

// Whether two of a layout's elements may be one. Exact where strides are multiples of one another; interleaved windows
// that never meet may count as overlapping.
constexpr bool shares_elements(const layout& l) {
  bool seen[max_rank]{};
  index reach = 0; // from the first to the last element along the dimensions seen
  for (int k = 0; k < l.rank(); ++k) {
    int least = -1;
    for (int d = 0; d < l.rank(); ++d)
      if (!seen[d] && (least < 0 || l.stride[d] < l.stride[least])) least = d;
    seen[least] = true;
    if (l.size[least] <= 1) continue;
    if (l.stride[least] <= reach) return true;
    reach += (l.size[least] - 1) * l.stride[least];
  }
  return false;
}

} // namespace tenon
