// SPDX-License-Identifier: BSL-1.0
// How a check stops the compiler with its sentence: `static_assert(verdict<sentence>::fine TENON_SAYS(sentence));`. GCC
// prints a string held in a template argument in full, Clang from C++26 on takes it as the message; before that Clang
// prints its beginning, and the shapes as types beside it. A function in its place would add a level to every
// diagnostic.
#pragma once

#include <tenon/shape/text.hpp>

namespace tenon {

// whether a check has found nothing wrong
template <text Sentence> struct verdict {
  static constexpr bool fine = Sentence.empty();
};

// The sentence of an overload that no right call chooses; by the call's types, so that it is said only then.
template <class...> constexpr text misuse(const char* sentence) { return sentence; }

} // namespace tenon

#if defined(__cpp_static_assert) && __cpp_static_assert >= 202306L
#define TENON_SAYS(...) , (__VA_ARGS__)
#else
#define TENON_SAYS(...)
#endif
