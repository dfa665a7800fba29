// SPDX-License-Identifier: BSL-1.0
// Stops the compiler with a sentence. GCC prints a string held in a template argument in full, Clang from C++26 on
// takes it as the message; before that Clang prints its beginning, and the shapes as types beside it.
#pragma once

#include <tenon/shape/text.hpp>

namespace tenon {

// Compiles if the sentence is empty; otherwise the sentence is the error.
template <text Sentence> constexpr void require_shape() {
#if defined(__cpp_static_assert) && __cpp_static_assert >= 202306L
  static_assert(Sentence.empty(), Sentence);
#else
  static_assert(Sentence.empty());
#endif
}

} // namespace tenon
