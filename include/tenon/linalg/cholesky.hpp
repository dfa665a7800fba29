// SPDX-License-Identifier: BSL-1.0
// The Cholesky factorization A = L L^T of a symmetric positive definite matrix.
#pragma once

#include <tenon/linalg/triangular.hpp>
#include <tenon/linalg/vector.hpp>

namespace tenon::linalg {

// L, lower triangular. Only the lower triangle of A is read. Throws std::domain_error unless A is positive definite.
template <class T, index N> constexpr Tensor<T, N, N> cholesky(const Tensor<T, N, N>& a) {
  Tensor<T, N, N> l;
  for (index i = 0; i < N; ++i)
    for (index j = 0; j <= i; ++j) {
      T rest = a(i, j);
      for (index k = 0; k < j; ++k) rest -= l(i, k) * l(j, k);
      if (j < i) l(i, j) = rest / l(j, j);
      else if (rest > 0) l(i, i) = detail::root(rest);
      else
        fail<std::domain_error>("cholesky: the matrix is not positive definite: its leading minor of order " +
                                std::to_string(i + 1) + " is not positive");
    }
  return l;
}

// x of L L^T x = b
template <class T, index N> constexpr Tensor<T, N> cholesky_solve(const Tensor<T, N, N>& l, const Tensor<T, N>& b) {
  return solve_lower_transposed(l, solve_lower(l, b));
}

} // namespace tenon::linalg
