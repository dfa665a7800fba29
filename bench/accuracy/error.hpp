// SPDX-License-Identifier: BSL-1.0
// How far results are from the exact values, in units in the last place, and what went wrong with special values.
#pragma once

#include "reference.hpp"

#include <array>
#include <cstdint>
#include <limits>

namespace accuracy {

// The errors of a function over many arguments, of which it takes Arity.
template <class T, std::size_t Arity> struct tally {
  using arguments = std::array<T, Arity>;

  double worst = 0, sum = 0; // ulp
  arguments worst_at{};
  std::uint64_t measured = 0; // results that are finite and not zero
  std::uint64_t wrong_infinities = 0, wrong_nans = 0, wrong_zeros = 0, wrong_subnormals = 0;

  void add(const arguments& at, T got, wider<T> exact) {
    using Wide = wider<T>;
    using limits = std::numeric_limits<T>;
    constexpr Wide most = limits::max(), unit = most - Wide(most * (1 - limits::epsilon() / 2)); // the last place there
    if (exact != exact || got != got) {
      wrong_nans += (exact != exact) != (got != got);
      return;
    }
    const Wide magnitude = exact < 0 ? -exact : exact;
    if (std::isinf(got) || magnitude >= most + unit * 3 / 2) { // exact values round to infinity from most + unit / 2 on
      wrong_infinities += !std::isinf(got) || (got > 0) != (exact > 0) || magnitude < most - unit / 2;
      return;
    }
    wrong_zeros += (got == 0 && std::signbit(got) != negative(exact)) || (got != 0 && exact == 0);
    const Wide off = static_cast<Wide>(got) - exact;
    const int last_place =
        std::max(exponent_of(exact), limits::min_exponent) - limits::digits; // a subnormal's: the least
    const auto ulp = static_cast<double>((off < 0 ? -off : off) * power_of_two<Wide>(-last_place));
    if (got != 0) {
      sum += ulp;
      ++measured;
    }
    bool tiny = magnitude < limits::min();
    for (const T x : at) tiny |= x != 0 && std::abs(x) < limits::min();
    wrong_subnormals += tiny && ulp > 2;
    if (ulp > worst) {
      worst = ulp;
      worst_at = at;
    }
  }

  void add(const tally& other) {
    if (other.worst > worst) {
      worst = other.worst;
      worst_at = other.worst_at;
    }
    sum += other.sum;
    measured += other.measured;
    wrong_infinities += other.wrong_infinities;
    wrong_nans += other.wrong_nans;
    wrong_zeros += other.wrong_zeros;
    wrong_subnormals += other.wrong_subnormals;
  }
};

} // namespace accuracy
