// SPDX-License-Identifier: BSL-1.0
// A short list of numbers: extents, strides, dimensions. One type for every rank, so that the shape algebra is a
// handful of ordinary constexpr functions instead of a template per rank.
#pragma once

#include <cstddef>

namespace tenon {

using index = std::ptrdiff_t;

inline constexpr int max_rank = 8;

// Structural types give every element of an array a value of its own: GCC 12 names template arguments by the elements
// that were written, whatever their place, so that {0, 1} and {1, 0} would be one type.
struct ints {
  index v[max_rank];
  int n = 0;

  constexpr ints() {
    for (index& i : v) i = 0;
  }
  template <class... I>
    requires(sizeof...(I) > 0 && sizeof...(I) <= max_rank)
  constexpr explicit ints(I... values) : ints() {
    (push_back(static_cast<index>(values)), ...);
  }

  constexpr int size() const { return n; }
  constexpr index operator[](int i) const { return v[i]; }
  constexpr index& operator[](int i) { return v[i]; }
  constexpr const index* begin() const { return v; }
  constexpr const index* end() const { return v + n; }
  constexpr void push_back(index i) { v[n++] = i; }
  friend constexpr bool operator==(const ints&, const ints&) = default;

  // n copies of one value
  static constexpr ints filled(int count, index value) {
    ints r;
    for (int i = 0; i < count; ++i) r.push_back(value);
    return r;
  }
};

// a list from constants
template <long long... N> constexpr ints dims_list() {
  if constexpr (sizeof...(N) == 0) return ints{};
  else return ints{N...};
}

constexpr index product(const ints& list) {
  index p = 1;
  for (index i : list) p *= i;
  return p;
}

} // namespace tenon
