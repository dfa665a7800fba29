// SPDX-License-Identifier: BSL-1.0
// The QR factorization by Householder's reflections (Golub and Van Loan, Matrix computations, 5.2 and 5.4).
#pragma once

#include <tenon/linalg/triangular.hpp>
#include <tenon/linalg/vector.hpp>

namespace tenon::linalg {

enum class Pivoting { none, columns };

// A P = Q R: Q has orthonormal columns, R is upper triangular, and column j of A P is column order(j) of A.
template <class T, index M, index N> class QR {
  static constexpr index K = M < N ? M : N;

  Tensor<T, M, N> packed_; // R above the diagonal; from the diagonal down the vectors of the reflections
  Tensor<T, K> diagonal_;  // of R
  Tensor<index, N> order_;

public:
  constexpr QR(const Tensor<T, M, N>& a, Pivoting pivoting) : packed_(a) {
    for (index j = 0; j < N; ++j) order_(j) = j;
    for (index k = 0; k < K; ++k) {
      if (pivoting == Pivoting::columns) bring_longest(k);
      T length = column_norm(k, k);
      if (length == 0) continue;
      if (packed_(k, k) < 0) length = -length;
      // v = column / length + e_k; the reflection is I - v v^T / v_k
      for (index i = k; i < M; ++i) packed_(i, k) /= length;
      packed_(k, k) += 1;
      diagonal_(k) = -length;
      Tensor<T, N> w;
      for (index i = k; i < M; ++i)
        for (index j = k + 1; j < N; ++j) w(j) += packed_(i, k) * packed_(i, j);
      for (index j = k + 1; j < N; ++j) w(j) /= packed_(k, k);
      for (index i = k; i < M; ++i)
        for (index j = k + 1; j < N; ++j) packed_(i, j) -= w(j) * packed_(i, k);
    }
  }

  constexpr Tensor<T, K, N> r() const {
    Tensor<T, K, N> r;
    for (index i = 0; i < K; ++i) {
      r(i, i) = diagonal_(i);
      for (index j = i + 1; j < N; ++j) r(i, j) = packed_(i, j);
    }
    return r;
  }
  constexpr Tensor<T, M, K> q() const {
    Tensor<T, M, K> q;
    for (index j = 0; j < K; ++j) {
      Tensor<T, M> e;
      e(j) = 1;
      for (index k = K - 1; k >= 0; --k) reflect(k, e);
      for (index i = 0; i < M; ++i) q(i, j) = e(i);
    }
    return q;
  }
  constexpr const Tensor<index, N>& order() const { return order_; }

  // Q^T b, with the whole Q: its first elements belong to the rows of R, the others to what no x can reach
  constexpr Tensor<T, M> transposed_times(Tensor<T, M> b) const {
    for (index k = 0; k < K; ++k) reflect(k, b);
    return b;
  }

private:
  constexpr T column_norm(index j, index from) const {
    return detail::norm_of(packed_.data() + from * N + j, M - from, N);
  }
  constexpr void bring_longest(index k) {
    index longest = k;
    T length = column_norm(k, k);
    for (index j = k + 1; j < N; ++j)
      if (const T other = column_norm(j, k); other > length) longest = j, length = other;
    if (longest == k) return;
    for (index i = 0; i < M; ++i) std::swap(packed_(i, k), packed_(i, longest));
    std::swap(order_(k), order_(longest));
  }
  constexpr void reflect(index k, Tensor<T, M>& b) const {
    if (packed_(k, k) == 0) return; // there was nothing to reflect
    T sum(0);
    for (index i = k; i < M; ++i) sum += packed_(i, k) * b(i);
    sum /= packed_(k, k);
    for (index i = k; i < M; ++i) b(i) -= sum * packed_(i, k);
  }
};

template <class T, index M, index N>
constexpr QR<T, M, N> qr(const Tensor<T, M, N>& a, Pivoting pivoting = Pivoting::none) {
  return QR<T, M, N>(a, pivoting);
}

// x of A x = b, by QR. Throws std::domain_error if A is singular to working precision.
template <class T, index N> constexpr Tensor<T, N> solve(const Tensor<T, N, N>& a, const Tensor<T, N>& b) {
  const QR<T, N, N> f(a, Pivoting::columns);
  const Tensor<T, N, N> r = f.r();
  if (!(detail::magnitude(r(N - 1, N - 1)) > epsilon<T> * T(N) * detail::magnitude(r(0, 0))))
    fail<std::domain_error>("solve: the matrix is singular to working precision");
  const Tensor<T, N> y = solve_upper(r, f.transposed_times(b));
  Tensor<T, N> x;
  for (index j = 0; j < N; ++j) x(f.order()(j)) = y(j);
  return x;
}

} // namespace tenon::linalg
