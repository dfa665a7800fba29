// SPDX-License-Identifier: BSL-1.0
// Triangular systems. The other triangle is not read. A zero on the diagonal gives infinities, as division does.
#pragma once

#include <tenon/tensor/tensor.hpp>

namespace tenon::linalg {

// x of L x = b
template <class T, index N> constexpr Tensor<T, N> solve_lower(const Tensor<T, N, N>& l, Tensor<T, N> b) {
  for (index i = 0; i < N; ++i) {
    for (index j = 0; j < i; ++j) b(i) -= l(i, j) * b(j);
    b(i) /= l(i, i);
  }
  return b;
}
// x of R x = b
template <class T, index N> constexpr Tensor<T, N> solve_upper(const Tensor<T, N, N>& r, Tensor<T, N> b) {
  for (index i = N - 1; i >= 0; --i) {
    for (index j = i + 1; j < N; ++j) b(i) -= r(i, j) * b(j);
    b(i) /= r(i, i);
  }
  return b;
}
// x of L^T x = b
template <class T, index N> constexpr Tensor<T, N> solve_lower_transposed(const Tensor<T, N, N>& l, Tensor<T, N> b) {
  for (index i = N - 1; i >= 0; --i) {
    b(i) /= l(i, i);
    for (index j = 0; j < i; ++j) b(j) -= l(i, j) * b(i);
  }
  return b;
}
// x of R^T x = b
template <class T, index N> constexpr Tensor<T, N> solve_upper_transposed(const Tensor<T, N, N>& r, Tensor<T, N> b) {
  for (index i = 0; i < N; ++i) {
    b(i) /= r(i, i);
    for (index j = i + 1; j < N; ++j) b(j) -= r(i, j) * b(i);
  }
  return b;
}

} // namespace tenon::linalg
