// SPDX-License-Identifier: BSL-1.0
// Who owns a tensor's elements: the tensor itself where they are few, the heap where they are many, so that no shape
// overflows the stack. Alignment does not depend on compiler flags.
#pragma once

#include <tenon/shape/ints.hpp>
#include <tenon/storage/arena.hpp>

#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>

namespace tenon {

inline constexpr std::size_t inline_bytes = 1024;

struct uninitialised_t {};
inline constexpr uninitialised_t uninitialised{};

template <class T, index N, bool Inline = sizeof(T) * static_cast<std::size_t>(N) <= inline_bytes> class elements;

template <class T, index N> class elements<T, N, true> {
  static constexpr std::size_t align = [] {
    std::size_t a = alignof(T);
    while (a < alignment && a < sizeof(T) * static_cast<std::size_t>(N)) a *= 2;
    return a;
  }();
  alignas(align) T data_[static_cast<std::size_t>(N > 0 ? N : 1)];

public:
  constexpr elements() : data_{} {}
  constexpr explicit elements(uninitialised_t) {
    // an array has at least one element, and who copies an empty tensor copies it
    if (N == 0 || std::is_constant_evaluated())
      for (auto& x : data_) x = T{};
  }
  constexpr void renew() {}
  constexpr T* data() { return data_; }
  constexpr const T* data() const { return data_; }
};

template <class T, index N> class elements<T, N, false> {
  static constexpr std::size_t count = static_cast<std::size_t>(N);
  T* data_ = nullptr; // null only after a move

  static constexpr T* allocate() {
    if (std::is_constant_evaluated()) return new T[count]{};
    T* p = static_cast<T*>(::operator new(sizeof(T) * count, std::align_val_t(alignment)));
    if constexpr (!std::is_trivially_default_constructible_v<T>)
      for (std::size_t i = 0; i < count; ++i) ::new (static_cast<void*>(p + i)) T();
    return p;
  }
  constexpr void free() {
    static_assert(std::is_trivially_destructible_v<T>, "tensor: the element type must be trivially destructible");
    if (std::is_constant_evaluated()) delete[] data_;
    else if (data_) ::operator delete(data_, std::align_val_t(alignment));
  }
  constexpr void copy(const T* from) {
    for (std::size_t i = 0; i < count; ++i) data_[i] = from[i];
  }

public:
  constexpr elements() : elements(uninitialised) {
    for (std::size_t i = 0; i < count; ++i) data_[i] = T{};
  }
  constexpr explicit elements(uninitialised_t) : data_(allocate()) {}
  constexpr elements(const elements& other) : data_(other.data_ ? allocate() : nullptr) {
    if (data_) copy(other.data_);
  }
  constexpr elements(elements&& other) noexcept : data_(std::exchange(other.data_, nullptr)) {}
  constexpr elements& operator=(const elements& other) {
    if (this == &other) return *this;
    if (!other.data_) {
      free();
      data_ = nullptr;
    } else {
      if (!data_) data_ = allocate();
      copy(other.data_);
    }
    return *this;
  }
  constexpr elements& operator=(elements&& other) noexcept {
    std::swap(data_, other.data_);
    return *this;
  }
  constexpr ~elements() { free(); }

  // has elements again after a move
  constexpr void renew() {
    if (!data_) data_ = allocate();
  }

  constexpr T* data() { return data_; }
  constexpr const T* data() const { return data_; }
};

} // namespace tenon
