// SPDX-License-Identifier: BSL-1.0
// Short-lived memory of one statement: rows of lets, sub-expressions that must be stored. It comes from an arena of
// the thread, and in constant expressions from new.
#pragma once

#include <tenon/simd/inline.hpp>
#include <tenon/storage/arena.hpp>

#include <type_traits>

namespace tenon {

using scratch_memory = thread_arena<struct scratch_purpose>;

// n elements of a type that has no destructor to run, uninitialised where that is possible
template <class T> TENON_HOOK T* take_elements(std::ptrdiff_t n) {
  static_assert(std::is_trivially_destructible_v<T>);
  T* const p = static_cast<T*>(scratch_memory::take(sizeof(T) * static_cast<std::size_t>(n)));
  if constexpr (!std::is_trivially_default_constructible_v<T>)
    for (std::ptrdiff_t i = 0; i < n; ++i) ::new (static_cast<void*>(p + i)) T();
  return p;
}

// What is taken while one lives is given back at its end.
class scratch_scope {
  arena::mark mark_{};

public:
  constexpr scratch_scope() {
    if (!std::is_constant_evaluated()) mark_ = scratch_memory::get().position();
  }
  constexpr ~scratch_scope() {
    if (!std::is_constant_evaluated()) scratch_memory::get().release(mark_);
  }
  scratch_scope(const scratch_scope&) = delete;
  scratch_scope& operator=(const scratch_scope&) = delete;
};

template <bool Needed> struct scratch_scope_if {};
template <> struct scratch_scope_if<true> : scratch_scope {};

// n elements, uninitialised where that is possible
template <class T> class scratch {
  T* p_;

public:
  TENON_HOOK constexpr explicit scratch(std::ptrdiff_t n) : p_(nullptr) {
    if (std::is_constant_evaluated()) p_ = new T[static_cast<std::size_t>(n > 0 ? n : 1)]{};
    else p_ = take_elements<T>(n);
  }
  TENON_HOOK constexpr ~scratch() {
    if (std::is_constant_evaluated()) delete[] p_;
  }
  TENON_HOOK constexpr scratch(scratch&& other) noexcept : p_(other.p_) { other.p_ = nullptr; }
  TENON_HOOK constexpr scratch& operator=(scratch&& other) noexcept {
    T* const own = p_;
    p_ = other.p_;
    other.p_ = own;
    return *this;
  }

  TENON_HOOK constexpr T* get() const { return p_; }
};

template <class T, bool Needed> struct scratch_if : scratch<T> {
  using scratch<T>::scratch;
};
template <class T> struct scratch_if<T, false> {
  TENON_HOOK constexpr explicit scratch_if(std::ptrdiff_t) {}
  TENON_HOOK constexpr T* get() const { return nullptr; }
};

} // namespace tenon
