// SPDX-License-Identifier: BSL-1.0
// Parts of a tensor: narrow, select, split and chunk.
#pragma once

#include <tenon/shape/dims.hpp>

namespace tenon {

// a negative start counts from the end
constexpr index wrap_start(index start, index extent) { return start < 0 ? start + extent : start; }
constexpr text check_narrow(index d, index start, index length, const ints& size) {
  if (const text t = check_own_dim("narrow", d, size); !t.empty()) return t;
  const int w = wrap_dim(d, size.n);
  const index from = wrap_start(start, size[w]);
  if (from < 0 || length < 0 || from + length > size[w])
    return say("narrow: ", length, " elements from ", start, " on exceed dimension ", w, " of ", size);
  return {};
}
constexpr layout narrowed(layout l, int d, index length) {
  l.size[d] = length;
  return l;
}

constexpr text check_select(index d, index i, const ints& size) {
  if (const text t = check_own_dim("select", d, size); !t.empty()) return t;
  const int w = wrap_dim(d, size.n);
  if (i < -size[w] || i >= size[w]) return say("select: index ", i, " is out of range for dimension ", w, " of ", size);
  return {};
}
constexpr ints without(const ints& list, int d) {
  ints r;
  for (int k = 0; k < list.n; ++k)
    if (k != d) r.push_back(list[k]);
  return r;
}

constexpr text check_split(index chunk, index d, const ints& size) {
  if (const text t = check_own_dim("split", d, size); !t.empty()) return t;
  const int w = wrap_dim(d, size.n);
  if (chunk < 0) return say("split: chunks of ", chunk, " elements; expected a positive size");
  if (chunk == 0 && size[w] != 0)
    return say("split: chunks of 0 elements along dimension ", w, " of ", size, ", which is not empty");
  return {};
}
// how many chunks there are, and the extent of each
constexpr index chunk_count(index extent, index chunk) { return extent == 0 ? 1 : (extent + chunk - 1) / chunk; }
constexpr index chunk_extent(index extent, index chunk, index i) {
  return (i + 1) * chunk <= extent ? chunk : extent - i * chunk;
}

constexpr text check_chunk(index parts, index d, const ints& size) {
  if (const text t = check_own_dim("chunk", d, size); !t.empty()) return t;
  if (parts < 1) return say("chunk: ", parts, " parts; expected at least 1");
  return {};
}
// chunk(n) may give fewer parts: each has ceil(extent / n)
constexpr index chunk_size(index extent, index parts) { return extent == 0 ? 0 : (extent + parts - 1) / parts; }

// by a list of sizes, of any length
template <class List> constexpr text check_split_sizes(const List& sizes, int count, index d, const ints& size) {
  if (const text t = check_own_dim("split", d, size); !t.empty()) return t;
  const int w = wrap_dim(d, size.n);
  text list("(");
  index total = 0;
  for (int i = 0; i < count; ++i) {
    list << (i > 0 ? ", " : "") << sizes[i];
    total += sizes[i];
  }
  list << ')';
  for (int i = 0; i < count; ++i)
    if (sizes[i] < 0) return say("split: sizes ", list, " contain ", sizes[i]);
  if (total != size[w])
    return say("split: sizes ", list, " add up to ", total, ", but dimension ", w, " of ", size, " is ", size[w]);
  return {};
}

} // namespace tenon
