// SPDX-License-Identifier: BSL-1.0
// Shapes of matrix products, with vectors and batches as torch.matmul has them.
#pragma once

#include <tenon/shape/broadcast.hpp>

namespace tenon {

// the leading dimensions of matrices
constexpr ints batch_of(const ints& size) {
  ints r;
  for (int d = 0; d + 2 < size.n; ++d) r.push_back(size[d]);
  return r;
}

constexpr text check_matmul(const ints& a, const ints& b) {
  if (a.n == 0 || b.n == 0) return say("matmul: shapes ", a, " and ", b, ": a scalar has no rows; use *");
  const index ka = a[a.n - 1], kb = b[b.n > 1 ? b.n - 2 : 0];
  if (ka != kb) return say("matmul: shapes ", a, " and ", b, ": inner dimensions ", ka, " and ", kb, " differ");
  if (!check_broadcast(batch_of(a), batch_of(b)).empty())
    return say("matmul: shapes ", a, " and ", b, ": batches ", batch_of(a), " and ", batch_of(b), " do not broadcast");
  return {};
}

constexpr text check_bmm(const ints& a, const ints& b) {
  if (a.n != 3 || b.n != 3) return say("bmm: shapes ", a, " and ", b, "; expected (b, m, k) and (b, k, n)");
  if (a[0] != b[0]) return say("bmm: shapes ", a, " and ", b, ": batches of ", a[0], " and ", b[0]);
  if (a[2] != b[1]) return say("bmm: shapes ", a, " and ", b, ": inner dimensions ", a[2], " and ", b[1], " differ");
  return {};
}
constexpr text check_outer(const ints& a, const ints& b) {
  if (a.n != 1 || b.n != 1) return say("outer: shapes ", a, " and ", b, "; expected two vectors");
  return {};
}
constexpr text check_dot(const ints& a, const ints& b) {
  if (a.n != 1 || b.n != 1) return say("dot: shapes ", a, " and ", b, "; expected two vectors");
  if (a != b) return say("dot: vectors of ", a[0], " and ", b[0], " elements");
  return {};
}

// the shape of the product; where the operands do not fit, that of their outer dimensions
constexpr ints matmul_size(const ints& a, const ints& b) {
  ints r = broadcast(batch_of(a), batch_of(b));
  if (a.n > 1) r.push_back(a[a.n - 2]);
  if (b.n > 1) r.push_back(b[b.n - 1]);
  return r;
}

} // namespace tenon
