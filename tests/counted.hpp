// SPDX-License-Identifier: BSL-1.0
// An element type that counts what is done with it: fusion is proved by counting.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>

struct counted {
  float v = 0;

  static inline long exps = 0, logs = 0, products = 0, sums = 0;
  static void reset() { exps = logs = products = sums = 0; }

  constexpr counted() = default;
  constexpr explicit counted(float x) : v(x) {}
  constexpr explicit counted(double x) : v(static_cast<float>(x)) {}
  constexpr explicit counted(int x) : v(static_cast<float>(x)) {}

  friend counted operator+(counted a, counted b) { return ++sums, counted(a.v + b.v); }
  friend counted operator-(counted a, counted b) { return counted(a.v - b.v); }
  friend counted operator*(counted a, counted b) { return ++products, counted(a.v * b.v); }
  friend counted operator/(counted a, counted b) { return counted(a.v / b.v); }
  constexpr counted operator-() const { return counted(-v); }
  friend bool operator==(counted a, counted b) { return a.v == b.v; }
  friend bool operator!=(counted a, counted b) { return a.v != b.v; }
  friend bool operator<(counted a, counted b) { return a.v < b.v; }
  friend bool operator>(counted a, counted b) { return a.v > b.v; }
  friend bool operator<=(counted a, counted b) { return a.v <= b.v; }
  friend bool operator>=(counted a, counted b) { return a.v >= b.v; }
  friend counted exp(counted a) { return ++exps, counted(std::exp(a.v)); }
  friend counted log(counted a) { return ++logs, counted(std::log(a.v)); }
  friend counted sqrt(counted a) { return counted(std::sqrt(a.v)); }
  friend counted abs(counted a) { return counted(std::fabs(a.v)); }
};

template <> struct std::numeric_limits<counted> {
  static constexpr bool is_specialized = true, has_infinity = true;
  static constexpr counted infinity() { return counted(std::numeric_limits<float>::infinity()); }
  static constexpr counted lowest() { return counted(std::numeric_limits<float>::lowest()); }
  static constexpr counted max() { return counted(std::numeric_limits<float>::max()); }
};
