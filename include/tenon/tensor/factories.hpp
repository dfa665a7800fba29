// SPDX-License-Identifier: BSL-1.0
// Tensors from nothing: zeros, ones, full, arange, linspace, eye, and braces.
#pragma once

#include <tenon/shape/constant.hpp>
#include <tenon/tensor/random.hpp>

namespace tenon {

template <class T, index... N> constexpr Tensor<T, N...> full(T value) {
  Tensor<T, N...> t(uninitialised);
  for (T& x : t) x = value;
  return t;
}
template <class T, index... N> constexpr Tensor<T, N...> zeros() { return {}; }
template <class T, index... N> constexpr Tensor<T, N...> ones() { return full<T, N...>(T(1)); }

// start, start + step, ...: N numbers
template <class T, index N> constexpr Tensor<T, N> arange(T start = T(0), T step = T(1)) {
  Tensor<T, N> t(uninitialised);
  for (index i = 0; i < N; ++i) t(i) = static_cast<T>(start + static_cast<T>(i) * step);
  return t;
}
// N numbers from first to last, both included
template <class T, index N> constexpr Tensor<T, N> linspace(T first, T last) {
  static_assert(!std::is_integral_v<T>, "linspace: the elements are integers; use arange");
  Tensor<T, N> t(uninitialised);
  const T step = N > 1 ? (last - first) / static_cast<T>(N - 1) : T(0);
  for (index i = 0; i < N; ++i) // from the nearer end, as PyTorch does
    t(i) = i < N / 2 ? first + step * static_cast<T>(i) : last - step * static_cast<T>(N - 1 - i);
  if (N == 1) t.data()[0] = first;
  return t;
}
template <class T, index N, index M = N> constexpr Tensor<T, N, M> eye() {
  Tensor<T, N, M> t;
  for (index i = 0; i < N && i < M; ++i) t(i, i) = T(1);
  return t;
}

namespace detail {
template <class T> constexpr void copy_braces(const T& from, T*& to) { *to++ = from; }
template <class A, std::size_t N, class T> constexpr void copy_braces(const A (&from)[N], T*& to) {
  for (const auto& inner : from) copy_braces(inner, to);
}
} // namespace detail

// A tensor whose shape is that of the braces: tensor({{1.f, 2.f}, {3.f, 4.f}}). A number gives rank 0.
template <class T>
  requires std::is_arithmetic_v<T>
constexpr Tensor<T> tensor(T value) {
  return value;
}
template <class T, std::size_t A>
  requires std::is_arithmetic_v<T>
constexpr auto tensor(const T (&values)[A]) {
  Tensor<T, static_cast<index>(A)> t(uninitialised);
  T* to = t.data();
  detail::copy_braces(values, to);
  return t;
}
template <class T, std::size_t A, std::size_t B>
  requires std::is_arithmetic_v<T>
constexpr auto tensor(const T (&values)[A][B]) {
  Tensor<T, static_cast<index>(A), static_cast<index>(B)> t(uninitialised);
  T* to = t.data();
  detail::copy_braces(values, to);
  return t;
}
template <class T, std::size_t A, std::size_t B, std::size_t C>
  requires std::is_arithmetic_v<T>
constexpr auto tensor(const T (&values)[A][B][C]) {
  Tensor<T, static_cast<index>(A), static_cast<index>(B), static_cast<index>(C)> t(uninitialised);
  T* to = t.data();
  detail::copy_braces(values, to);
  return t;
}
template <class T, std::size_t A, std::size_t B, std::size_t C, std::size_t D>
  requires std::is_arithmetic_v<T>
constexpr auto tensor(const T (&values)[A][B][C][D]) {
  Tensor<T, static_cast<index>(A), static_cast<index>(B), static_cast<index>(C), static_cast<index>(D)> t(
      uninitialised);
  T* to = t.data();
  detail::copy_braces(values, to);
  return t;
}

} // namespace tenon
