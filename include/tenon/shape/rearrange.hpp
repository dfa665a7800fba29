// SPDX-License-Identifier: BSL-1.0
// Patterns that name dimensions, "b (h d) -> b h d": brackets hold the parts of one dimension, the outer first; 1 is a
// dimension of extent 1, and "..." stands for all that are not named.
#pragma once

#include <tenon/shape/dims.hpp>

namespace tenon {

inline constexpr int max_axes = 2 * max_rank;

// an extent that the caller has given
struct named_extent {
  text name;
  index extent;
};

// One side of a pattern: the axes in order, and how many of them each dimension has.
struct pattern_side {
  int axes[max_axes]{}; // by number
  int n = 0;
  ints grouped;      // axes in each dimension
  bool rest = false; // whether it has "..."
};

// What a pattern makes of a shape: split into axes, permuted, joined.
struct rearrangement {
  ints split, order, joined;
  text fault;
};

namespace detail {
// the axes of a pattern with their extents, -1 where not known yet; those of "..." have no name
struct axis_table {
  text name[max_axes];
  index extent[max_axes];
  int n = 0;
  bool rest = false; // whether "..." has been introduced

  constexpr int find(const text& wanted) const {
    for (int i = 0; i < n; ++i)
      if (name[i] == wanted) return i;
    return -1;
  }
  constexpr int add(const text& s, index e) {
    name[n] = s;
    extent[n] = e;
    return n++;
  }
};

constexpr bool starts_name(char c) { return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || c == '_'; }
constexpr bool goes_on(char c) { return starts_name(c) || ('0' <= c && c <= '9'); }

struct pattern_reader {
  const text& pattern;
  axis_table& axes;
  bool left;  // the side that introduces names
  int hidden; // dimensions that "..." stands for
  int at = 0;
  text fault{};

  constexpr bool next_is(const char* s) const {
    for (int i = 0; s[i]; ++i)
      if (pattern.c[at + i] != s[i]) return false;
    return true;
  }
  template <class... Part> constexpr void wrong(const Part&... part) {
    if (fault.empty()) fault = say("rearrange: ", part..., " in \"", pattern, "\"");
  }
  // appends an axis to the dimension that is being read
  constexpr void put(pattern_side& side, int axis) {
    if (side.n == max_axes) return wrong("more than ", max_axes, " axes");
    for (int i = 0; i < side.n; ++i)
      if (side.axes[i] == axis) return wrong("axis ", axes.name[axis], " repeats");
    side.axes[side.n++] = axis;
  }
  constexpr void open(pattern_side& side) {
    if (side.grouped.n == max_rank) return wrong("more than ", max_rank, " dimensions");
    side.grouped.push_back(0);
  }
  constexpr void ellipsis(pattern_side& side, bool inside) {
    if (side.rest) return wrong("\"...\" repeats");
    if (left) axes.rest = true;
    if (!axes.rest) return wrong("\"...\" is only on the right");
    side.rest = true;
    for (int k = 0; k < hidden && fault.empty(); ++k) {
      const text name = say("...", k);
      if (left) {
        if (axes.n == max_axes) return wrong("more than ", max_axes, " axes");
        axes.add(name, -1);
      }
      if (!inside) open(side);
      if (!fault.empty()) return;
      ++side.grouped[side.grouped.n - 1];
      put(side, axes.find(name));
    }
  }
  // one name, or 1, which has no axis
  constexpr void axis(pattern_side& side, bool inside) {
    if (!inside) open(side);
    if (!fault.empty()) return;
    if (pattern.c[at] == '1' && !goes_on(pattern.c[at + 1])) {
      ++at;
      return;
    }
    if (!starts_name(pattern.c[at]))
      return wrong("\"", pattern.c[at], "\" at position ", at, " is not the name of an axis");
    text name;
    while (at < pattern.n && goes_on(pattern.c[at])) name << pattern.c[at++];
    int i = axes.find(name);
    if (i < 0 && !left) return wrong("axis ", name, " is only on the right");
    if (i < 0 && axes.n == max_axes) return wrong("more than ", max_axes, " axes");
    if (i < 0) i = axes.add(name, -1);
    ++side.grouped[side.grouped.n - 1];
    put(side, i);
  }
  constexpr pattern_side read() {
    pattern_side side;
    bool inside = false;
    while (fault.empty() && at < pattern.n && !next_is("->")) {
      const char c = pattern.c[at];
      if (c == ' ') ++at;
      else if (c == '(') {
        if (inside) wrong("a bracket at position ", at, " inside of brackets");
        else open(side);
        inside = true;
        ++at;
      } else if (c == ')') {
        if (!inside) wrong("\")\" at position ", at, " without \"(\"");
        inside = false;
        ++at;
      } else if (next_is("...")) {
        ellipsis(side, inside);
        at += 3;
      } else axis(side, inside);
    }
    if (inside) wrong("\"(\" without \")\"");
    return side;
  }
};

// dimensions written on the left, "..." not counted
constexpr int written_dims(const text& pattern) {
  int dims = 0, depth = 0;
  bool in_name = false;
  for (int i = 0; i < pattern.n && pattern.c[i] != '>'; ++i) {
    const char c = pattern.c[i];
    const bool part = goes_on(c);
    if (depth == 0 && ((part && !in_name) || c == '(')) ++dims;
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    in_name = part;
  }
  return dims;
}

// extents of the parts of dimension d, of which one may be unknown
constexpr text split_dim(const text& pattern, axis_table& axes, const int* parts, index count, int d,
                         const ints& size) {
  index known = 1;
  int unknown = -1;
  for (index k = 0; k < count; ++k) {
    const int axis = parts[k];
    if (axes.extent[axis] >= 0) known *= axes.extent[axis];
    else if (unknown >= 0)
      return say("rearrange: the extents of ", axes.name[unknown], " and ", axes.name[axis], " in \"", pattern,
                 "\" are both unknown; give one, as in \"", axes.name[axis], "\"_k = 2_c");
    else unknown = axis;
  }
  if (unknown < 0 ? known == size[d] : known > 0 && size[d] % known == 0) {
    if (unknown >= 0) axes.extent[unknown] = size[d] / known;
    return {};
  }
  if (unknown < 0)
    return say("rearrange: the axes of dimension ", d, " of ", size, " in \"", pattern, "\" have ", known,
               known == 1 ? " element, not " : " elements, not ", size[d]);
  return say("rearrange: dimension ", d, " of ", size, " does not divide by ", known, ", so ", axes.name[unknown],
             " in \"", pattern, "\" cannot be inferred");
}
} // namespace detail

// what a pattern makes of a shape, given the extents of some axes
constexpr rearrangement parse_rearrange(const text& pattern, const ints& size, const named_extent* given, int count) {
  rearrangement r;
  detail::axis_table axes;
  const int written = detail::written_dims(pattern);
  const int hidden = size.n > written ? size.n - written : 0;
  detail::pattern_reader reader{pattern, axes, true, hidden};
  const pattern_side left = reader.read();
  if (reader.fault.empty() && reader.at == pattern.n) reader.wrong("there is no \"->\"");
  reader.left = false;
  reader.at += 2;
  const pattern_side right = reader.fault.empty() ? reader.read() : pattern_side{};
  if (reader.fault.empty() && reader.at < pattern.n) reader.wrong("a second \"->\"");
  r.fault = reader.fault;
  if (!r.fault.empty()) return r;
  if (left.grouped.n != size.n) {
    r.fault = say("rearrange: the left of \"", pattern, "\" has ", left.grouped.n, " dimensions, shape ", size, " has ",
                  size.n);
    return r;
  }
  for (int i = 0; i < count; ++i) {
    const int axis = axes.find(given[i].name);
    if (axis < 0) r.fault = say("rearrange: no axis ", given[i].name, " in \"", pattern, "\"");
    else if (given[i].extent < 0) r.fault = say("rearrange: the extent of ", given[i].name, " is ", given[i].extent);
    if (!r.fault.empty()) return r;
    axes.extent[axis] = given[i].extent;
  }
  int first = 0;
  for (int d = 0; d < size.n; first += static_cast<int>(left.grouped[d++])) {
    r.fault = detail::split_dim(pattern, axes, left.axes + first, left.grouped[d], d, size);
    if (!r.fault.empty()) return r;
  }
  for (int i = 0; i < left.n; ++i) {
    bool found = false;
    for (int k = 0; k < right.n; ++k) found |= right.axes[k] == left.axes[i];
    if (!found) r.fault = say("rearrange: axis ", axes.name[left.axes[i]], " of \"", pattern, "\" is only on the left");
    if (!r.fault.empty()) return r;
  }
  // axes of one element need no dimension of their own
  int place[max_axes]{};
  for (int i = 0; i < left.n; ++i) {
    place[left.axes[i]] = r.split.n;
    if (axes.extent[left.axes[i]] == 1) continue;
    if (r.split.n == max_rank) {
      r.fault = say("rearrange: \"", pattern, "\" splits ", size, " into more than ", max_rank, " axes");
      return r;
    }
    r.split.push_back(axes.extent[left.axes[i]]);
  }
  int k = 0;
  for (int d = 0; d < right.grouped.n; ++d) {
    index extent = 1;
    for (index part = 0; part < right.grouped[d]; ++part, ++k) {
      const index n = axes.extent[right.axes[k]];
      extent *= n;
      if (n != 1) r.order.push_back(place[right.axes[k]]);
    }
    r.joined.push_back(extent);
  }
  return r;
}

} // namespace tenon
