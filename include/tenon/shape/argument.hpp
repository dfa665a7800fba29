// SPDX-License-Identifier: BSL-1.0
// Arguments that decide the type of a result are constants. A function takes anything in their place, so that its check
// can say what else was given: a number that is known only when the program runs, or nothing.
#pragma once

#include <tenon/shape/constant.hpp>
#include <tenon/shape/text.hpp>

#include <initializer_list>

namespace tenon {

namespace detail {
struct anything {
  template <class T> constexpr anything(const T&) {}
};
} // namespace detail
// what stands in for an argument that the caller has left out, or written in braces, which have no type
struct missing {
  constexpr missing() = default;
  constexpr missing(std::initializer_list<detail::anything>) {}
};

namespace detail {
template <class A> struct argument {
  static constexpr bool constant = false;
  static constexpr long long number = 0;
};
template <long long N> struct argument<tenon::constant<N>> {
  static constexpr bool constant = true;
  static constexpr long long number = N;
};
} // namespace detail

// the numbers of constants; 0 for anything else
template <class A> inline constexpr long long number_of = detail::argument<A>::number;
template <class... A>
concept constants = (detail::argument<A>::constant && ...);

// an argument in the role of, say, "dimension" that must be a constant
template <class A> constexpr text check_constant(const char* what, const char* role) {
  if constexpr (constants<A>) return {};
  else if constexpr (__is_same(A, missing))
    return say(what, ": the ", role, " is missing; write a constant such as 1_c");
  else return say(what, ": the ", role, " must be a constant: 1_c, not 1");
}
// a list of them, as long as a shape may be
template <class... A> constexpr text check_constants(const char* what, const char* roles) {
  constexpr int n = sizeof...(A);
  if (!constants<A...>) return say(what, ": the ", roles, " must be constants: 1_c, not 1");
  if (n > max_rank) return say(what, ": ", n, " ", roles, " given; a shape has at most ", max_rank);
  return {};
}
// the list where check_constants finds nothing wrong
template <class... A> constexpr ints numbers_of() {
  if constexpr (sizeof...(A) <= max_rank) return dims_list<number_of<A>...>();
  else return {};
}

// options, which change no type; `wanted` names theirs
template <class O, class Wanted> constexpr text check_options(const char* what, const char* wanted) {
  if (__is_same(O, Wanted)) return {};
  return say(what, ": expected ", wanted);
}

} // namespace tenon
