// SPDX-License-Identifier: BSL-1.0
// A layout maps coordinates to offsets: extents and strides, both in the type. The algebra of views works on its
// value form, `layout`.
#pragma once

#include <tenon/shape/size.hpp>

namespace tenon {

struct layout {
  ints size, stride;

  constexpr int rank() const { return size.n; }
  friend constexpr bool operator==(const layout&, const layout&) = default;
};

// strides of a tensor whose last dimension is contiguous; an extent of zero counts as one, as in PyTorch
constexpr ints row_major(const ints& size) {
  ints stride = ints::filled(size.n, 1);
  for (int i = size.n - 2; i >= 0; --i) stride[i] = stride[i + 1] * (size[i + 1] > 0 ? size[i + 1] : 1);
  return stride;
}

// the elements of memory from the first to the last one
constexpr index span_of(const layout& l) {
  if (product(l.size) == 0) return 0;
  index last = 0;
  for (int d = 0; d < l.rank(); ++d) last += (l.size[d] - 1) * l.stride[d];
  return last + 1;
}
// n elements in a line
constexpr layout line_of(index n) {
  layout l;
  l.size.push_back(n);
  l.stride.push_back(1);
  return l;
}

// whether the elements lie one after another in row-major order; strides of extent-1 dimensions do not matter
constexpr bool contiguous(const layout& l) {
  if (product(l.size) == 0) return true;
  index expected = 1;
  for (int i = l.rank() - 1; i >= 0; --i) {
    if (l.size[i] != 1 && l.stride[i] != expected) return false;
    expected *= l.size[i];
  }
  return true;
}

template <class S, class Steps> struct Layout {
  using size_type = S;
  using strides_type = Steps;
  static constexpr layout value{S::list, Steps::list};
  static constexpr int rank = S::rank;
};

template <layout L> using layout_of = Layout<size_of<L.size>, strides_of<L.stride>>;
namespace detail {
template <class S> struct row_major_for {
  static constexpr ints strides = row_major(S::list);
  using type = Layout<S, strides_of<strides>>;
};
} // namespace detail
template <class S> using row_major_layout = typename detail::row_major_for<S>::type;

} // namespace tenon
