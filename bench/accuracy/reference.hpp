// SPDX-License-Identifier: BSL-1.0
// Functions to twice the digits and more: those of the C library in double for floats, those of libquadmath for
// doubles.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <type_traits>

#include <quadmath.h>

namespace accuracy {

__extension__ typedef __float128 quad;
template <class T> using wider = std::conditional_t<sizeof(T) == 4, double, quad>;

namespace exact {
using std::acos, std::cos, std::erf, std::erfc, std::exp, std::exp2, std::expm1, std::log, std::log1p, std::pow,
    std::sin, std::sqrt, std::tanh;
inline quad acos(quad x) { return acosq(x); }
inline quad cos(quad x) { return cosq(x); }
inline quad erf(quad x) { return erfq(x); }
inline quad erfc(quad x) { return erfcq(x); }
inline quad exp(quad x) { return expq(x); }
inline quad exp2(quad x) { return exp2q(x); }
inline quad expm1(quad x) { return expm1q(x); }
inline quad log(quad x) { return logq(x); }
inline quad log1p(quad x) { return log1pq(x); }
inline quad pow(quad x, quad y) { return powq(x, y); }
inline quad sin(quad x) { return sinq(x); }
inline quad sqrt(quad x) { return sqrtq(x); }
inline quad tanh(quad x) { return tanhq(x); }
} // namespace exact

// x = m 2^e with 1/2 <= |m| < 1: e
inline int exponent_of(double x) { return static_cast<int>(std::bit_cast<std::uint64_t>(x) >> 52 & 0x7ff) - 1022; }
inline int exponent_of(quad x) {
  int e = 0;
  frexpq(x, &e);
  return e;
}
template <class Wide> Wide power_of_two(int n) {
  if constexpr (std::is_same_v<Wide, double>) return std::bit_cast<double>(static_cast<std::uint64_t>(n + 1023) << 52);
  else return ldexpq(1, n);
}
inline bool negative(double x) { return std::signbit(x); }
inline bool negative(quad x) { return signbitq(x) != 0; }

} // namespace accuracy
