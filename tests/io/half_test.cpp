// SPDX-License-Identifier: BSL-1.0
// Every one of the 65536 patterns of the two formats of 16 bits.
#include <tenon/io/half.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <cstring>

using namespace tenon;

namespace {
// a number from its fields, by the definition of IEEE 754
double number(unsigned bits, int exponent_bits, int fraction_bits) {
  const int bias = (1 << (exponent_bits - 1)) - 1;
  const int exponent = static_cast<int>(bits >> fraction_bits) & ((1 << exponent_bits) - 1);
  const unsigned fraction = bits & ((1u << fraction_bits) - 1);
  const double sign = bits >> (exponent_bits + fraction_bits) ? -1 : 1;
  if (exponent == (1 << exponent_bits) - 1) return fraction ? NAN : sign * INFINITY;
  const double significand = fraction + (exponent ? std::ldexp(1, fraction_bits) : 0);
  return sign * std::ldexp(significand, (exponent ? exponent : 1) - bias - fraction_bits);
}

template <class Bits> void check_all(int exponent_bits, int fraction_bits) {
  for (unsigned bits = 0; bits < 65536; ++bits) {
    const double expected = number(bits, exponent_bits, fraction_bits);
    const float found = Bits{static_cast<std::uint16_t>(bits)};
    CAPTURE(bits, expected, found);
    if (std::isnan(expected)) REQUIRE(std::isnan(found));
    else REQUIRE(static_cast<double>(found) == expected);
    if (!std::isnan(expected)) REQUIRE(std::signbit(found) == std::signbit(expected));
  }
}
} // namespace

TEST_CASE("every float16 and every bfloat16 is the number that its fields say", "[half]") {
  check_all<float16_bits>(5, 10);
  check_all<bfloat16_bits>(8, 7);
}

TEST_CASE("well-known patterns", "[half]") {
  CHECK(float16_bits{0x3c00} == 1.0f);
  CHECK(float16_bits{0xc000} == -2.0f);
  CHECK(float16_bits{0x7bff} == 65504.0f);
  CHECK(float16_bits{0x0001} == 0x1p-24f);
  CHECK(bfloat16_bits{0x3f80} == 1.0f);
  CHECK(bfloat16_bits{0x4049} == 3.140625f);
  static_assert(float16_bits{0x3555} == 0.333251953125f);
}
