// SPDX-License-Identifier: BSL-1.0
// Inner products, norms and products with a vector, in plain loops: the factorizations are written in terms of them,
// and small matrices of many shapes should cost the compiler little.
#pragma once

#include <tenon/simd/scalar.hpp>
#include <tenon/tensor/tensor.hpp>

#include <limits>

namespace tenon::linalg {

template <class T> inline constexpr T epsilon = std::numeric_limits<T>::epsilon();

namespace detail {
template <class T> constexpr T root(T x) { return simd::detail::scalar_sqrt(x); }
template <class T> constexpr T magnitude(T x) { return x < 0 ? -x : x; }

// The norm of n elements that lie `stride` apart; their squares may overflow or vanish.
template <class T> constexpr T norm_of(const T* x, index n, index stride) {
  T sum(0);
  for (index i = 0; i < n; ++i) sum += x[i * stride] * x[i * stride];
  // squares that vanish weigh less than a rounding error as long as the sum is above this
  constexpr T smallest = std::numeric_limits<T>::min() / (epsilon<T> * epsilon<T>);
  if (sum > smallest && sum <= std::numeric_limits<T>::max()) return root(sum);
  T largest(0);
  for (index i = 0; i < n; ++i)
    if (magnitude(x[i * stride]) > largest) largest = magnitude(x[i * stride]);
  if (largest == 0 || largest > std::numeric_limits<T>::max()) return sum != sum ? sum : largest;
  sum = 0;
  for (index i = 0; i < n; ++i) sum += (x[i * stride] / largest) * (x[i * stride] / largest);
  return largest * root(sum);
}
} // namespace detail

template <class T, index N> constexpr T inner_product(const Tensor<T, N>& a, const Tensor<T, N>& b) {
  T sum(0);
  for (index i = 0; i < N; ++i) sum += a(i) * b(i);
  return sum;
}

// The Euclidean norm of all elements.
template <class T, index... N> constexpr T norm(const Tensor<T, N...>& a) {
  return detail::norm_of(a.data(), Tensor<T, N...>::numel, 1);
}

// The largest magnitude; nan if there is one.
template <class T, index... N> constexpr T max_norm(const Tensor<T, N...>& a) {
  T largest(0);
  for (const T& v : a) {
    if (v != v) return v;
    if (detail::magnitude(v) > largest) largest = detail::magnitude(v);
  }
  return largest;
}

// A x
template <class T, index M, index N> constexpr Tensor<T, M> times(const Tensor<T, M, N>& a, const Tensor<T, N>& x) {
  Tensor<T, M> y;
  for (index i = 0; i < M; ++i)
    for (index j = 0; j < N; ++j) y(i) += a(i, j) * x(j);
  return y;
}
// A^T x
template <class T, index M, index N>
constexpr Tensor<T, N> transposed_times(const Tensor<T, M, N>& a, const Tensor<T, M>& x) {
  Tensor<T, N> y;
  for (index i = 0; i < M; ++i)
    for (index j = 0; j < N; ++j) y(j) += a(i, j) * x(i);
  return y;
}

} // namespace tenon::linalg
