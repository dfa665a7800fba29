// SPDX-License-Identifier: BSL-1.0
// The thin singular value decomposition by one-sided Jacobi rotations (Hestenes 1958; Demmel and Veselic: Jacobi's
// method is more accurate than QR, 1992), and least squares by it. For small matrices.
#pragma once

#include <tenon/linalg/qr.hpp>

#include <bit>
#include <cstdint>

namespace tenon::linalg {

// A = U diag(s) V^T with orthonormal columns in U and V, also where singular values are zero; s falls.
template <class T, index M, index N> struct SVD {
  static constexpr index K = M < N ? M : N;

  Tensor<T, M, K> u;
  Tensor<T, K> s;
  Tensor<T, N, K> v;
};

namespace detail {
template <class T, index M, index N> constexpr Tensor<T, N, M> transposed(const Tensor<T, M, N>& a) {
  Tensor<T, N, M> t;
  for (index i = 0; i < M; ++i)
    for (index j = 0; j < N; ++j) t(j, i) = a(i, j);
  return t;
}

// the largest power of two that is not above x, or the smallest normal number: division by it rounds nothing
template <class T> constexpr T power_of_two(T x) {
  using bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  const T power = std::bit_cast<T>(std::bit_cast<bits>(x) & std::bit_cast<bits>(std::numeric_limits<T>::infinity()));
  return power == 0 ? std::numeric_limits<T>::min() : power;
}

// Turns rows i and j of a by the angle with cosine c and sine s.
template <class T, index R, index C> constexpr void turn(Tensor<T, R, C>& a, index i, index j, T c, T s) {
  for (index k = 0; k < C; ++k) {
    const T x = a(i, k), y = a(j, k);
    a(i, k) = c * x - s * y;
    a(j, k) = s * x + c * y;
  }
}

// Makes the rows of w orthogonal by turning pairs of them, and turns those of v alike.
template <class T, index M, index N> constexpr void make_orthogonal(Tensor<T, N, M>& w, Tensor<T, N, N>& v) {
  const T tolerance = epsilon<T> * root(T(M));
  constexpr int most_sweeps = 30; // about six do
  bool turned = true;
  for (int sweep = 0; sweep < most_sweeps && turned; ++sweep) {
    turned = false;
    for (index i = 0; i < N; ++i)
      for (index j = i + 1; j < N; ++j) {
        T a(0), b(0), c(0);
        for (index k = 0; k < M; ++k) {
          a += w(i, k) * w(i, k);
          b += w(j, k) * w(j, k);
          c += w(i, k) * w(j, k);
        }
        if (!(magnitude(c) > tolerance * root(a) * root(b))) continue;
        turned = true;
        const T ratio = (b - a) / (2 * c);
        const T size = magnitude(ratio);
        // the smaller root of t^2 + 2 ratio t = 1; the square of a large ratio might overflow
        const T t = (ratio < 0 ? T(-1) : T(1)) / (size > 1 / epsilon<T> ? 2 * size : size + root(1 + ratio * ratio));
        const T cosine = 1 / root(1 + t * t);
        turn(w, i, j, cosine, cosine * t);
        turn(v, i, j, cosine, cosine * t);
      }
  }
}
} // namespace detail

template <class T, index M, index N> constexpr SVD<T, M, N> svd(const Tensor<T, M, N>& a) {
  if constexpr (M < N) {
    SVD<T, N, M> t = svd(detail::transposed(a));
    return {static_cast<Tensor<T, M, M>&&>(t.v), t.s, static_cast<Tensor<T, N, M>&&>(t.u)};
  } else {
    const T scale = detail::power_of_two(max_norm(a));
    Tensor<T, N, M> w = detail::transposed(a); // its rows are the columns of A V / scale
    for (T& x : w) x /= scale;
    Tensor<T, N, N> v;
    for (index i = 0; i < N; ++i) v(i, i) = 1;
    detail::make_orthogonal(w, v);

    Tensor<index, N> order;
    Tensor<T, N> length;
    for (index i = 0; i < N; ++i) {
      length(i) = detail::norm_of(&w(i, 0), M, 1);
      index k = i;
      for (; k > 0 && length(i) > length(order(k - 1)); --k) order(k) = order(k - 1);
      order(k) = i;
    }
    SVD<T, M, N> result;
    Tensor<T, M, N> columns;
    for (index j = 0; j < N; ++j) {
      for (index i = 0; i < M; ++i) columns(i, j) = w(order(j), i);
      for (index i = 0; i < N; ++i) result.v(i, j) = v(order(j), i);
    }
    // QR finds the columns' directions, and completes them where a singular value is zero
    const QR<T, M, N> f(columns, Pivoting::none);
    result.u = f.q();
    const Tensor<T, N, N> r = f.r();
    for (index j = 0; j < N; ++j) {
      result.s(j) = length(order(j)) * scale;
      if (r(j, j) < 0)
        for (index i = 0; i < M; ++i) result.u(i, j) = -result.u(i, j);
    }
    return result;
  }
}

// The shortest x that minimizes |A x - b|. Singular values below epsilon times the largest count as zero.
// numpy.linalg.lstsq with rcond = -1
template <class T, index M, index N> constexpr Tensor<T, N> lstsq(const Tensor<T, M, N>& a, const Tensor<T, M>& b) {
  const SVD<T, M, N> f = svd(a);
  Tensor<T, SVD<T, M, N>::K> y = transposed_times(f.u, b);
  for (index k = 0; k < SVD<T, M, N>::K; ++k) y(k) = f.s(k) > epsilon<T> * f.s(0) ? y(k) / f.s(k) : T(0);
  return times(f.v, y);
}

} // namespace tenon::linalg
