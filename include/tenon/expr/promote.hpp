// SPDX-License-Identifier: BSL-1.0
// The element type of what tensors of different types give together, as PyTorch has it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace tenon {

namespace detail {
// an integer with a sign that holds both, as far as there is one
template <class A, class B> constexpr auto meet_signs() {
  constexpr std::size_t with_sign = std::is_signed_v<A> ? sizeof(A) : sizeof(B);
  constexpr std::size_t without = std::is_signed_v<A> ? sizeof(B) : sizeof(A);
  constexpr std::size_t bytes = with_sign > without ? with_sign : 2 * without;
  if constexpr (bytes <= 2) return std::int16_t{};
  else if constexpr (bytes == 4) return std::int32_t{};
  else return std::int64_t{};
}
template <class A, class B> constexpr auto meet() {
  constexpr bool fa = std::is_floating_point_v<A>, fb = std::is_floating_point_v<B>;
  if constexpr (std::is_same_v<A, B> || !std::is_arithmetic_v<A>) return A{};
  else if constexpr (!std::is_arithmetic_v<B>) return B{};
  else if constexpr (fa != fb) return std::conditional_t<fa, A, B>{};
  else if constexpr (std::is_same_v<A, bool>) return B{};
  else if constexpr (std::is_same_v<B, bool>) return A{};
  else if constexpr (!fa && std::is_signed_v<A> != std::is_signed_v<B>) return meet_signs<A, B>();
  else return std::conditional_t<(sizeof(A) >= sizeof(B)), A, B>{};
}
template <class A, class... B> struct promote {
  using type = A;
};
template <class A, class B, class... C> struct promote<A, B, C...> : promote<decltype(meet<A, B>()), C...> {};
} // namespace detail

// torch.promote_types
template <class... A> using promoted = typename detail::promote<A...>::type;

} // namespace tenon
