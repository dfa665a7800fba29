// SPDX-License-Identifier: BSL-1.0
// The arguments at which functions are measured, in numbered blocks, so that threads can share them.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <type_traits>
#include <vector>

namespace accuracy {

inline constexpr int block_size = 1 << 14;

template <class T> using bits_of = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;

// any number, evenly in its bits: not a number and infinity included
template <class T> T any_number(std::mt19937_64& engine) { return std::bit_cast<T>(static_cast<bits_of<T>>(engine())); }

// of magnitude 2^-24 to 2^11, where the functions do something
template <class T> T moderate_number(std::mt19937_64& engine) {
  const double magnitude =
      std::ldexp(1 + static_cast<double>(engine() >> 12) * 0x1p-52, static_cast<int>(engine() % 35) - 24);
  return static_cast<T>(engine() % 2 == 0 ? magnitude : -magnitude);
}

// Special values, their neighbours, and those around which the exponents of powers change their meaning.
template <class T> std::vector<T> special_numbers() {
  using limits = std::numeric_limits<T>;
  std::vector<T> list{limits::quiet_NaN()};
  const T places[] = {0,
                      limits::denorm_min(),
                      limits::min(),
                      T(1e-30),
                      limits::epsilon(),
                      T(1) / 3,
                      T(0.5),
                      1,
                      T(1.5),
                      2,
                      T(2.5),
                      3,
                      10,
                      127,
                      128,
                      149,
                      150,
                      1023,
                      1075,
                      1 / limits::epsilon(),
                      2 / limits::epsilon(),
                      T(1e30),
                      limits::max(),
                      limits::infinity()};
  for (const T x : places)
    for (const T y : {std::nextafter(x, T(0)), x, std::nextafter(x, limits::infinity())}) {
      list.push_back(y);
      list.push_back(-y);
    }
  return list;
}

// Every step-th float, in the order of their bits; for doubles 2^24 / step, half of them any number and half moderate.
template <class T> struct single_arguments {
  std::uint64_t step;
  std::uint64_t count() const { return (std::uint64_t{1} << (sizeof(T) == 4 ? 32 : 24)) / step; }
  void fill(std::uint64_t block, T* x) const {
    std::mt19937_64 engine(block);
    for (std::uint64_t i = 0; i < block_size; ++i)
      if constexpr (sizeof(T) == 4)
        x[i] = std::bit_cast<T>(static_cast<std::uint32_t>((block * block_size + i) * step));
      else x[i] = i % 2 == 0 ? any_number<T>(engine) : moderate_number<T>(engine);
  }
};

// Pairs of a base and an exponent. First all pairs of special numbers; then in turn any two numbers; bases to exponents
// that take them evenly over all magnitudes of results; the same for bases near 1; and whole exponents of bases of
// either sign.
template <class T> struct pair_arguments {
  std::uint64_t step;
  std::vector<T> special = special_numbers<T>();
  std::uint64_t count() const { return (std::uint64_t{1} << (sizeof(T) == 4 ? 29 : 24)) / step; }
  void fill(std::uint64_t block, T* x, T* y) const {
    using limits = std::numeric_limits<T>;
    std::mt19937_64 engine(block);
    std::uniform_real_distribution<double> magnitude(limits::min_exponent - limits::digits - 2,
                                                     limits::max_exponent + 1);
    for (std::uint64_t i = 0; i < block_size; ++i) {
      const std::uint64_t n = block * block_size + i;
      if (n < special.size() * special.size()) {
        x[i] = special[n / special.size()];
        y[i] = special[n % special.size()];
      } else if (n % 4 == 0) {
        x[i] = any_number<T>(engine);
        y[i] = any_number<T>(engine);
      } else {
        x[i] = n % 4 == 1   ? std::abs(any_number<T>(engine))
               : n % 4 == 2 ? 1 + std::ldexp(moderate_number<T>(engine), -11)
                            : any_number<T>(engine);
        const double exponent = magnitude(engine) / std::log2(std::abs(static_cast<double>(x[i])));
        y[i] = static_cast<T>(n % 4 == 3 ? std::round(exponent) : exponent);
      }
    }
  }
};

} // namespace accuracy
