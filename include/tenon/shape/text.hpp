// SPDX-License-Identifier: BSL-1.0
// A sentence as a compile-time value: what a check answers. The empty sentence means that nothing is wrong.
#pragma once

#include <tenon/shape/ints.hpp>

namespace tenon {

struct text {
  static constexpr int capacity = 320;
  char c[capacity]{}; // written from the front without gaps
  int n = 0;

  constexpr text() = default;
  constexpr text(const char* s) { *this << s; }

  constexpr bool empty() const { return n == 0; }
  constexpr const char* data() const { return c; }
  constexpr int size() const { return n; }

  constexpr text& operator<<(char x) {
    if (n < capacity - 1) c[n++] = x;
    return *this;
  }
  constexpr text& operator<<(const char* s) {
    while (*s) *this << *s++;
    return *this;
  }
  constexpr text& operator<<(const text& t) {
    for (int i = 0; i < t.n; ++i) *this << t.c[i];
    return *this;
  }
  constexpr text& operator<<(index value) {
    char digits[24]{};
    int k = 0;
    auto magnitude = value < 0 ? 0ull - static_cast<unsigned long long>(value) : static_cast<unsigned long long>(value);
    do digits[k++] = static_cast<char>('0' + magnitude % 10);
    while ((magnitude /= 10) != 0);
    if (value < 0) *this << '-';
    while (k > 0) *this << digits[--k];
    return *this;
  }
  constexpr text& operator<<(int value) { return *this << static_cast<index>(value); }
  // a shape: (2, 3, 4)
  constexpr text& operator<<(const ints& list) {
    *this << '(';
    for (int i = 0; i < list.n; ++i) {
      if (i > 0) *this << ", ";
      *this << list[i];
    }
    return *this << ')';
  }
  friend constexpr bool operator==(const text&, const text&) = default;
};

// a sentence from its parts; by value, so that it is not compiled again for every length of a literal
template <class... Part> constexpr text say(Part... part) {
  text t;
  (void)(t << ... << part);
  return t;
}

// the first of several sentences that says something
template <class... Text> constexpr text first_fault(const text& first, const Text&... others) {
  if constexpr (sizeof...(Text) == 0) return first;
  else return first.empty() ? first_fault(others...) : first;
}

} // namespace tenon
