// SPDX-License-Identifier: BSL-1.0
// The two floating-point formats of 16 bits, as files hold them. Every value is a float exactly.
#pragma once

#include <bit>
#include <cstdint>

namespace tenon {

// IEEE 754 binary16: 1 sign, 5 exponent and 10 fraction bits
struct float16_bits {
  std::uint16_t bits;

  constexpr operator float() const {
    const std::uint32_t sign = (bits & 0x8000u) << 16, exponent = bits >> 10 & 0x1f, fraction = bits & 0x3ff;
    if (exponent == 0) { // subnormal: a multiple of 2^-24
      const float magnitude = static_cast<float>(fraction) * 0x1p-24f;
      return sign ? -magnitude : magnitude;
    }
    // infinities and NaNs keep all exponent bits; the others change from a bias of 15 to one of 127
    const std::uint32_t wide = exponent == 0x1f ? 0xff : exponent + 112;
    return std::bit_cast<float>(sign | wide << 23 | fraction << 13);
  }
};

// the upper half of a float
struct bfloat16_bits {
  std::uint16_t bits;

  constexpr operator float() const { return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16); }
};

} // namespace tenon
