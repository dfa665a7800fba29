// SPDX-License-Identifier: BSL-1.0
#include "numbers.hpp"

#include <catch2/catch.hpp>

#include <limits>

TEST_CASE("a number has its decimals, and a comma before each three digits") {
  CHECK(number_text(0, 0) == "0");
  CHECK(number_text(1.25, 3) == "1.250");
  CHECK(number_text(999, 0) == "999");
  CHECK(number_text(1000, 0) == "1,000");
  CHECK(number_text(1234567.891, 2) == "1,234,567.89");
  CHECK(number_text(999.9996, 3) == "1,000.000"); // as it is rounded
  CHECK(number_text(-1234, 0) == "-1,234");
}
TEST_CASE("no number is a negative zero") {
  CHECK(number_text(-0.0, 1) == "0.0");
  CHECK(number_text(-0.0004, 3) == "0.000");
}
TEST_CASE("a number that has no digits to show says what it is") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  CHECK(number_text(std::numeric_limits<double>::quiet_NaN(), 3) == "nan");
  CHECK(number_text(infinity, 3) == "inf");
  CHECK(number_text(-infinity, 0) == "-inf");
  CHECK(number_text(1.5e20, 3) == "1.5e+20");
  CHECK(number_text(-1.5e300, 0) == "-1.5e+300");
}
TEST_CASE("a perplexity has decimals while they matter") {
  CHECK(perplexity_text(1) == "1.000");
  CHECK(perplexity_text(9.9994) == "9.999");
  CHECK(perplexity_text(9.9996) == "10.00");
  CHECK(perplexity_text(99.996) == "100.0");
  CHECK(perplexity_text(999.96) == "1,000");
  CHECK(perplexity_text(50257.4) == "50,257");
  CHECK(perplexity_text(std::numeric_limits<double>::infinity()) == "inf");
}
TEST_CASE("a duration is in the units that suit it") {
  CHECK(duration_text(0) == "0.0 s");
  CHECK(duration_text(9.94) == "9.9 s");
  CHECK(duration_text(9.96) == "10 s");
  CHECK(duration_text(59.4) == "59 s");
  CHECK(duration_text(59.6) == "1 min 00 s");
  CHECK(duration_text(187) == "3 min 07 s");
  CHECK(duration_text(3599.4) == "59 min 59 s");
  CHECK(duration_text(3599.6) == "1 h 00 min");
  CHECK(duration_text(7500) == "2 h 05 min");
  CHECK(duration_text(360000) == "100 h 00 min");
}
