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

// ---- calls that are none of those above -------------------------------------------------------------------------

namespace detail {
// what a wrong call returns: a tensor of any shape
struct no_tensor {
  template <class T, index... N> constexpr operator Tensor<T, N...>() const { return {}; }
};
inline constexpr char zeros_form[] = "zeros: the type and the shape are template arguments: zeros<float, 2, 3>()";
inline constexpr char ones_form[] = "ones: the type and the shape are template arguments: ones<float, 2, 3>()";
inline constexpr char full_form[] =
    "full: the type and the shape are template arguments, the value is a number: full<float, 2, 3>(0.5f)";
inline constexpr char arange_form[] =
    "arange: the type and how many are template arguments, start and step are numbers: arange<float, 5>(0.0f, 0.5f)";
inline constexpr char linspace_form[] =
    "linspace: the type and how many are template arguments, both ends are numbers: linspace<float, 5>(0.0f, 1.0f)";
inline constexpr char eye_form[] = "eye: the type and the extents are template arguments: eye<float, 3>()";
// whether up to Most numbers are given that T can take
template <class T, std::size_t Most, class... A>
inline constexpr bool are_numbers = sizeof...(A) <= Most && (std::is_convertible_v<A, T> && ...);
} // namespace detail

// zeros(2, 3), and zeros<2, 3>() without a type
template <class T = missing, index... N, class A = missing, class... Others> constexpr auto zeros(A, Others...) {
  static_assert(verdict<misuse<T, A>(detail::zeros_form)>::fine TENON_SAYS(misuse<T, A>(detail::zeros_form)));
  return detail::no_tensor{};
}
template <index N, index... More, class... A> constexpr auto zeros(A...) {
  static_assert(
      verdict<misuse<Size<N>, A...>(detail::zeros_form)>::fine TENON_SAYS(misuse<Size<N>, A...>(detail::zeros_form)));
  return detail::no_tensor{};
}
template <class T = missing, index... N, class A = missing, class... Others> constexpr auto ones(A, Others...) {
  static_assert(verdict<misuse<T, A>(detail::ones_form)>::fine TENON_SAYS(misuse<T, A>(detail::ones_form)));
  return detail::no_tensor{};
}
template <index N, index... More, class... A> constexpr auto ones(A...) {
  static_assert(
      verdict<misuse<Size<N>, A...>(detail::ones_form)>::fine TENON_SAYS(misuse<Size<N>, A...>(detail::ones_form)));
  return detail::no_tensor{};
}
template <class T = missing, index... N, class A = missing, class... Others>
  requires(!detail::are_numbers<T, 1, A, Others...>)
constexpr auto full(A = {}, Others...) {
  static_assert(verdict<misuse<T, A>(detail::full_form)>::fine TENON_SAYS(misuse<T, A>(detail::full_form)));
  return detail::no_tensor{};
}
template <index N, index... More, class... A> constexpr auto full(A...) {
  static_assert(
      verdict<misuse<Size<N>, A...>(detail::full_form)>::fine TENON_SAYS(misuse<Size<N>, A...>(detail::full_form)));
  return detail::no_tensor{};
}
template <class T = missing, index... N, class A = missing, class... Others>
  requires(sizeof...(N) != 1 || !detail::are_numbers<T, 2, A, Others...>)
constexpr auto arange(A, Others...) {
  static_assert(verdict<misuse<T, A>(detail::arange_form)>::fine TENON_SAYS(misuse<T, A>(detail::arange_form)));
  return detail::no_tensor{};
}
template <index N, index... More, class... A> constexpr auto arange(A...) {
  static_assert(
      verdict<misuse<Size<N>, A...>(detail::arange_form)>::fine TENON_SAYS(misuse<Size<N>, A...>(detail::arange_form)));
  return detail::no_tensor{};
}
template <class T = missing, index... N, class A = missing, class... Others>
  requires(sizeof...(N) != 1 || !detail::are_numbers<T, 2, A, Others...>)
constexpr auto linspace(A = {}, Others...) {
  static_assert(verdict<misuse<T, A>(detail::linspace_form)>::fine TENON_SAYS(misuse<T, A>(detail::linspace_form)));
  return detail::no_tensor{};
}
template <index N, index... More, class... A> constexpr auto linspace(A...) {
  static_assert(verdict<misuse<Size<N>, A...>(detail::linspace_form)>::fine TENON_SAYS(
      misuse<Size<N>, A...>(detail::linspace_form)));
  return detail::no_tensor{};
}
template <class T = missing, index... N, class A = missing, class... Others> constexpr auto eye(A, Others...) {
  static_assert(verdict<misuse<T, A>(detail::eye_form)>::fine TENON_SAYS(misuse<T, A>(detail::eye_form)));
  return detail::no_tensor{};
}
template <index N, index... More, class... A> constexpr auto eye(A...) {
  static_assert(
      verdict<misuse<Size<N>, A...>(detail::eye_form)>::fine TENON_SAYS(misuse<Size<N>, A...>(detail::eye_form)));
  return detail::no_tensor{};
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

namespace detail {
inline constexpr char braces_form[] =
    "tensor: rows of different lengths, numbers of different types, or more than 4 levels of braces";
inline constexpr char tensor_form[] =
    "tensor: expected a number or braces: tensor({{1, 2}, {3, 4}}); other data: Tensor<int, 2, 2>::from(data)";
// numbers in braces of any depth and lengths
struct braces {
  constexpr braces(std::initializer_list<braces>) {}
  template <class T>
    requires std::is_arithmetic_v<T>
  constexpr braces(T) {}
};
} // namespace detail
// tensor({{1, 2}, {3}}), tensor({1, 2.5f})
template <class... Nothing> constexpr auto tensor(detail::braces) {
  static_assert(
      verdict<misuse<Nothing...>(detail::braces_form)>::fine TENON_SAYS(misuse<Nothing...>(detail::braces_form)));
  return detail::no_tensor{};
}
// tensor(1, 2, 3), tensor(pointer)
template <class... X> constexpr auto tensor(const X&...) {
  static_assert(verdict<misuse<X...>(detail::tensor_form)>::fine TENON_SAYS(misuse<X...>(detail::tensor_form)));
  return detail::no_tensor{};
}

} // namespace tenon
