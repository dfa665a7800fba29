// SPDX-License-Identifier: BSL-1.0
// A strided array at run time: what the shape algebra is compared with, coordinate by coordinate.
#pragma once

#include <tenon/shape/layout.hpp>

#include <rapidcheck.h>

#include <vector>

using tenon::ints;
using tenon::layout;

// Calls visit(coordinates) for every coordinate of a shape, the last dimension fastest.
template <class Visit> void each_coordinate(const ints& size, Visit visit) {
  if (tenon::product(size) == 0) return;
  ints at = ints::filled(size.n, 0);
  while (true) {
    visit(static_cast<const ints&>(at));
    int d = size.n - 1;
    while (d >= 0 && ++at[d] == size[d]) at[d--] = 0;
    if (d < 0) return;
  }
}

inline tenon::index offset(const layout& l, const ints& at) {
  tenon::index o = 0;
  for (int d = 0; d < l.rank(); ++d) o += at[d] * l.stride[d];
  return o;
}

// the offsets of all elements in row-major order
inline std::vector<tenon::index> offsets(const layout& l) {
  std::vector<tenon::index> list;
  each_coordinate(l.size, [&](const ints& at) { list.push_back(offset(l, at)); });
  return list;
}

namespace random_shapes {
inline ints dims(int rank) { // a permutation of 0 .. rank - 1
  ints p;
  for (int d = 0; d < rank; ++d) p.push_back(d);
  for (int d = rank - 1; d > 0; --d) {
    const int k = *rc::gen::inRange(0, d + 1);
    const tenon::index t = p[d];
    p[d] = p[k];
    p[k] = t;
  }
  return p;
}
// extents of rank 0 to 6, ones and zeros among them
inline ints size(int rank) {
  ints s;
  for (int d = 0; d < rank; ++d) s.push_back(*rc::gen::element(1, 2, 3, 4, 1, 5, 0, 2));
  return s;
}
inline ints size() { return size(*rc::gen::inRange(0, 7)); }
// a contiguous tensor seen in another order, part of it, or stretched
inline layout strided() {
  const ints s = size();
  layout l{s, tenon::row_major(s)};
  const ints order = dims(s.n);
  layout p{ints{}, ints{}};
  for (int d = 0; d < s.n; ++d) {
    p.size.push_back(l.size[static_cast<int>(order[d])]);
    p.stride.push_back(l.stride[static_cast<int>(order[d])]);
  }
  for (int d = 0; d < s.n; ++d) {
    if (p.size[d] > 1 && *rc::gen::inRange(0, 4) == 0) --p.size[d];
    if (p.size[d] == 1 && *rc::gen::inRange(0, 6) == 0) {
      p.size[d] = 3;
      p.stride[d] = 0;
    }
  }
  return *rc::gen::inRange(0, 3) == 0 ? layout{s, tenon::row_major(s)} : p;
}
} // namespace random_shapes
