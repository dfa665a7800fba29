// SPDX-License-Identifier: BSL-1.0
// Broadcasting: shapes are aligned at their last dimensions, and extents of 1 stretch.
#pragma once

#include <tenon/shape/dims.hpp>

namespace tenon {

constexpr text check_broadcast(const ints& a, const ints& b) {
  for (int i = 1; i <= a.n && i <= b.n; ++i) {
    const index x = a[a.n - i], y = b[b.n - i];
    if (x != y && x != 1 && y != 1)
      return say("broadcast: shapes ", a, " and ", b, " differ in dimension ", (a.n > b.n ? a.n : b.n) - i, ": ", x,
                 " and ", y);
  }
  return {};
}

// the common shape; that of the operand with more dimensions where they do not fit
constexpr ints broadcast(const ints& a, const ints& b) {
  if (a.n < b.n) return broadcast(b, a);
  ints r = a;
  for (int i = 1; i <= b.n; ++i)
    if (r[a.n - i] == 1) r[a.n - i] = b[b.n - i];
  return r;
}

// Expands to a larger shape: -1 keeps an extent.
constexpr ints expanded(const ints& size, const ints& wanted) {
  ints r = wanted;
  for (int i = 1; i <= size.n && i <= wanted.n; ++i)
    if (wanted[wanted.n - i] == -1) r[wanted.n - i] = size[size.n - i];
  return r;
}
constexpr text check_expand(const ints& size, const ints& wanted) {
  if (wanted.n < size.n)
    return say("expand: ", wanted.n, wanted.n == 1 ? " extent" : " extents", " given for shape ", size, " of rank ",
               size.n);
  for (int i = 1; i <= wanted.n; ++i) {
    const index w = wanted[wanted.n - i];
    if (w < -1 || (w == -1 && i > size.n)) return say("expand: ", w, " is not an extent in ", wanted);
    if (i <= size.n && w != -1 && w != size[size.n - i] && size[size.n - i] != 1)
      return say("expand: dimension ", size.n - i, " of ", size, " is ", size[size.n - i], " and cannot become ", w);
  }
  return {};
}

// the layout under a larger shape: stretched dimensions have stride 0
constexpr layout stretched_to(const layout& l, const ints& size) {
  layout r{size, ints::filled(size.n, 0)};
  for (int i = 1; i <= l.rank(); ++i)
    if (l.size[l.rank() - i] == size[size.n - i]) r.stride[size.n - i] = l.stride[l.rank() - i];
  return r;
}

} // namespace tenon
