// SPDX-License-Identifier: BSL-1.0
// The order of dimensions.
#pragma once

#include <tenon/shape/dims.hpp>

namespace tenon {

constexpr text check_permute(const ints& dims, const ints& size) {
  if (dims.n != size.n)
    return say("permute: ", dims.n, dims.n == 1 ? " dimension" : " dimensions", " given for shape ", size, " of rank ",
               size.n);
  return check_dims("permute", dims, size);
}

// dimension k of the result is dimension dims[k]
constexpr ints permuted(const ints& list, const ints& dims) {
  ints r;
  for (index d : dims) r.push_back(list[wrap_dim(d, list.n)]);
  return r;
}
constexpr layout permuted(const layout& l, const ints& dims) {
  return {permuted(l.size, dims), permuted(l.stride, dims)};
}

constexpr text check_transpose(index a, index b, const ints& size) {
  if (const text t = check_dim("transpose", a, size); !t.empty()) return t;
  return check_dim("transpose", b, size);
}
// the order that swaps two dimensions
constexpr ints swapping(int rank, index a, index b) {
  ints dims;
  for (int d = 0; d < rank; ++d) dims.push_back(d);
  if (rank > 0) {
    dims[wrap_dim(a, rank)] = wrap_dim(b, rank);
    dims[wrap_dim(b, rank)] = wrap_dim(a, rank);
  }
  return dims;
}

} // namespace tenon
