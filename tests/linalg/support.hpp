// SPDX-License-Identifier: BSL-1.0
// Identities that factorizations keep, to some rounding errors times the norm of the matrix.
#pragma once

#include <tenon/linalg/vector.hpp>
#include <tenon/tensor/random.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <initializer_list>

namespace tenon::test {

template <class T, index M, index N> Tensor<T, M, N> random_matrix(std::uint64_t seed) {
  Generator generator(seed);
  return randn(generator);
}
template <class T, index M, index N> Tensor<T, M, N> matrix(std::initializer_list<double> values) {
  Tensor<T, M, N> a;
  T* to = a.data();
  for (const double v : values) *to++ = static_cast<T>(v);
  return a;
}
// rows and columns of very different size; rank K where it is below M and N
template <class T, index M, index N, index K> Tensor<T, M, N> graded_matrix(std::uint64_t seed) {
  const auto a = random_matrix<T, M, K>(seed);
  const auto b = random_matrix<T, K, N>(seed + 1);
  Tensor<T, M, N> c;
  for (index i = 0; i < M; ++i)
    for (index j = 0; j < N; ++j) {
      for (index k = 0; k < K; ++k) c(i, j) += a(i, k) * b(k, j);
      c(i, j) *= std::pow(T(10), T(i % 5) - T(2) * T(j % 4));
    }
  return c;
}

template <class T, index M, index N> double frobenius(const Tensor<T, M, N>& a) {
  double sum = 0;
  for (const T v : a) sum += static_cast<double>(v) * static_cast<double>(v);
  return std::sqrt(sum);
}
// |A - sum over k of b(i, k) c(j, k)| in units of rounding errors of the norm
template <class T, index M, index N, index K>
double ulps_off(const Tensor<T, M, N>& a, const Tensor<T, M, K>& b, const Tensor<T, N, K>& c) {
  double off = 0;
  for (index i = 0; i < M; ++i)
    for (index j = 0; j < N; ++j) {
      double sum = 0;
      for (index k = 0; k < K; ++k) sum += static_cast<double>(b(i, k)) * static_cast<double>(c(j, k));
      off += (static_cast<double>(a(i, j)) - sum) * (static_cast<double>(a(i, j)) - sum);
    }
  const double unit = static_cast<double>(linalg::epsilon<T>) * frobenius(a);
  return off == 0 ? 0 : std::sqrt(off) / unit;
}
// how far columns are from being orthonormal, in rounding errors
template <class T, index M, index N> double ulps_off_orthonormal(const Tensor<T, M, N>& q) {
  double worst = 0;
  for (index i = 0; i < N; ++i)
    for (index j = 0; j < N; ++j) {
      double sum = i == j ? -1 : 0;
      for (index k = 0; k < M; ++k) sum += static_cast<double>(q(k, i)) * static_cast<double>(q(k, j));
      worst = std::max(worst, std::fabs(sum));
    }
  return worst / static_cast<double>(linalg::epsilon<T>);
}

} // namespace tenon::test
