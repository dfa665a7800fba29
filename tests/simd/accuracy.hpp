// SPDX-License-Identifier: BSL-1.0
// Measures functions on packs against the C library in the next wider type, in units in the last place.
#pragma once

#include "support.hpp"

#include <bit>

namespace tenon::test {

// Distance of a result from the exact value, in units of the last place of a T at that value. Of infinities,
// nans and zeros only the right ones count; beyond the largest number infinity does.
template <class T, class Wide> double error_in_ulp(T got, Wide exact) {
  constexpr double wrong = 1e9;
  using limits = std::numeric_limits<T>;
  if (std::isnan(exact) || std::isnan(got)) return std::isnan(exact) && std::isnan(got) ? 0 : wrong;
  if (exact == 0) return got == 0 && std::signbit(got) == std::signbit(exact) ? 0 : wrong;
  int exponent = 0;
  if (!std::isinf(exact)) std::frexp(exact, &exponent);
  exponent = std::max(exponent, limits::min_exponent);
  const Wide ulp = std::ldexp(Wide(1), exponent - limits::digits);
  if (std::isinf(got)) return got * exact > 0 && std::abs(exact) > limits::max() - ulp ? 0 : wrong;
  if (std::isinf(exact)) return wrong;
  return static_cast<double>(std::abs(static_cast<Wide>(got) - exact) / ulp);
}

template <class T> std::vector<T> arguments() {
  using limits = std::numeric_limits<T>;
  std::vector<T> list{T(0),
                      -T(0),
                      limits::infinity(),
                      -limits::infinity(),
                      limits::quiet_NaN(),
                      T(1),
                      T(-1),
                      limits::max(),
                      limits::lowest(),
                      limits::min(),
                      -limits::min(),
                      limits::denorm_min(),
                      -limits::denorm_min(),
                      1 + limits::epsilon(),
                      1 - limits::epsilon(),
                      T(0.5)};
  std::mt19937_64 engine(1);
  if constexpr (sizeof(T) == 4) // the whole line, evenly in bits
    for (std::uint64_t bits = 0; bits < std::uint64_t{1} << 32; bits += 1999)
      list.push_back(std::bit_cast<T>(static_cast<std::uint32_t>(bits)));
  else
    for (int i = 0; i < 200'000; ++i) list.push_back(std::bit_cast<T>(std::uint64_t{engine()}));
  for (const T range : {T(0.01), T(2), T(12), T(100), T(750)}) { // and where the functions do something
    std::uniform_real_distribution<T> draw(-range, range);
    for (int i = 0; i < 100'000; ++i) list.push_back(draw(engine));
  }
  list.resize(list.size() / 64 * 64);
  return list;
}

template <class T> struct worst_case {
  double ulp = 0;
  T argument{};
};

// f on packs of W against exact(x)
template <int W, class T, class F, class G>
worst_case<T> measure(const std::vector<T>& list, F f, G exact, std::size_t step = 1) {
  using wide = std::conditional_t<sizeof(T) == 4, double, long double>;
  worst_case<T> worst;
  for (std::size_t start = 0; start + W <= list.size(); start += W * step) {
    T results[W];
    f(pack<T, W>::load(&list[start])).store(results);
    for (int i = 0; i < W; ++i) {
      const T x = list[start + static_cast<std::size_t>(i)];
      const double ulp = error_in_ulp<T>(results[i], exact(static_cast<wide>(x)));
      if (ulp > worst.ulp) worst = {ulp, x};
    }
  }
  return worst;
}

// Requires |error| <= most ulp for one lane, and for lanes in registers.
template <class T, class F, class G> void require_accuracy(const char* name, double most, F f, G exact) {
  static const std::vector<T> list = arguments<T>();
  const auto check = [&](int width, worst_case<T> worst) {
    CAPTURE(name, sizeof(T), width, worst.argument);
    CHECK(worst.ulp <= most);
  };
  check(1, measure<1>(list, f, exact, 7));
  constexpr int wide = 2 * native_lanes<T>; // two registers
  check(wide, measure<wide>(list, f, exact));
}

} // namespace tenon::test
