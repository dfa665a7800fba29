// SPDX-License-Identifier: BSL-1.0
// Another shape over the same elements. Each run of dimensions that memory does not interrupt can be cut anew.
#pragma once

#include <tenon/shape/dims.hpp>

namespace tenon {

// the requested shape with -1 replaced; meaningful where check_view_size finds nothing wrong
constexpr ints infer_size(const ints& size, const ints& wanted) {
  ints result = wanted;
  index known = 1;
  for (index e : wanted)
    if (e >= 0) known *= e;
  for (int d = 0; d < wanted.n; ++d)
    if (wanted[d] < 0) result[d] = known > 0 ? product(size) / known : 0;
  return result;
}

// whether a shape with at most one -1 has as many elements
constexpr text check_view_size(const char* what, const ints& size, const ints& wanted) {
  int inferred = 0;
  index known = 1;
  for (index e : wanted) {
    if (e < -1) return say(what, ": ", e, " is not an extent in ", wanted);
    if (e == -1) ++inferred;
    else known *= e;
  }
  const index n = product(size);
  if (inferred > 1) return say(what, ": only one dimension can be inferred, got ", wanted);
  if (inferred == 1 && known == 0)
    return say(what, ": -1 in ", wanted, " could be anything, since the other extents have no elements");
  if (inferred == 1 && n % known != 0)
    return say(what, ": ", n, " elements do not divide by ", known, ", so -1 cannot be inferred");
  if (inferred == 0 && known != n)
    return say(what, ": shape ", size, " has ", n, " elements, shape ", wanted, " has ", known);
  return {};
}

// The strides of a view of the given shape; `found` is false where strides force a copy.
constexpr layout view_layout(const layout& l, const ints& size, bool& found) {
  found = true;
  layout result{size, row_major(size)};
  if (product(l.size) == 0) return result;
  int next = size.n - 1; // the dimension of the view to be given a stride, from the last
  int d = l.rank() - 1;
  while (d >= 0) {
    if (l.size[d] == 1) {
      --d;
      continue;
    }
    // the run of dimensions that ends in d
    index elements = l.size[d];
    const index step = l.stride[d];
    index expected = step * l.size[d];
    for (--d; d >= 0; --d) {
      if (l.size[d] == 1) continue;
      if (l.stride[d] != expected) break;
      elements *= l.size[d];
      expected *= l.size[d];
    }
    index inner = 1;
    while (inner < elements || (next >= 0 && size[next] == 1)) {
      if (next < 0) {
        found = false;
        return result;
      }
      result.stride[next] = inner * step;
      inner *= size[next--];
    }
    if (inner != elements) {
      found = false;
      return result;
    }
  }
  return result;
}

constexpr bool has_view(const layout& l, const ints& size) {
  bool found = false;
  view_layout(l, size, found);
  return found;
}

constexpr text check_view(const layout& l, const ints& wanted) {
  if (const text t = check_view_size("view", l.size, wanted); !t.empty()) return t;
  if (!has_view(l, infer_size(l.size, wanted)))
    return say("view: shape ", l.size, " with strides ", l.stride, " is not contiguous; use reshape");
  return {};
}

// ---- dimensions of extent 1, and runs of dimensions -------------------------------------------------------------

constexpr ints squeezed(const ints& size, unsigned mask) {
  ints r;
  for (int d = 0; d < size.n; ++d)
    if (!(mask >> d & 1)) r.push_back(size[d]);
  return r;
}
// all dimensions of extent 1
constexpr unsigned ones_of(const ints& size) {
  unsigned m = 0;
  for (int d = 0; d < size.n; ++d)
    if (size[d] == 1) m |= 1u << d;
  return m;
}
constexpr text check_unsqueeze(const char* what, index d, const ints& size) {
  if (size.n == max_rank) return say(what, ": shape ", size, " has ", max_rank, " dimensions already");
  if (-(size.n + 1) <= d && d <= size.n) return {};
  return say(what, ": dimension ", d, " is out of range for shape ", size, ": expected ", -(size.n + 1), " to ",
             size.n);
}
constexpr ints unsqueezed(const ints& size, int at) {
  ints r;
  for (int d = 0; d <= size.n; ++d) {
    if (d == at) r.push_back(1);
    if (d < size.n) r.push_back(size[d]);
  }
  return r;
}
constexpr text check_flatten(index first, index last, const ints& size) {
  if (const text t = check_dim("flatten", first, size); !t.empty()) return t;
  if (const text t = check_dim("flatten", last, size); !t.empty()) return t;
  if (wrap_dim(first, size.n) > wrap_dim(last, size.n))
    return say("flatten: dimension ", first, " comes after ", last, " in shape ", size);
  return {};
}
constexpr ints flattened(const ints& size, int first, int last) {
  if (size.n == 0) return ints{1};
  ints r;
  for (int d = 0; d < size.n; ++d)
    if (d <= first || d > last) r.push_back(size[d]);
    else r[first] *= size[d];
  return r;
}

// neighbouring dimensions that one stride serves, as one
constexpr layout merged(const layout& l) {
  layout r;
  for (int d = 0; d < l.rank(); ++d) {
    if (l.size[d] == 1) continue;
    const int k = r.rank() - 1;
    if (k >= 0 && r.stride[k] == l.stride[d] * l.size[d]) {
      r.size[k] *= l.size[d];
      r.stride[k] = l.stride[d];
    } else {
      r.size.push_back(l.size[d]);
      r.stride.push_back(l.stride[d]);
    }
  }
  return r;
}

} // namespace tenon
