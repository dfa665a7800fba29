// SPDX-License-Identifier: BSL-1.0
#include "numbers.hpp"

#include <charconv>
#include <cmath>

namespace {

template <class... Format> std::string digits_of(double value, Format... format) {
  char buffer[64];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value, format...).ptr};
}
std::string two_digits(double n) { return (n < 10 ? "0" : "") + number_text(n, 0); }

} // namespace

std::string number_text(double value, int decimals) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  const double size = std::abs(value);
  if (size >= 1e15) return digits_of(value, std::chars_format::scientific, 1);
  std::string s = digits_of(size, std::chars_format::fixed, decimals);
  const auto point = s.find('.');
  for (auto at = point == std::string::npos ? s.size() : point; at > 3; at -= 3) s.insert(at - 3, 1, ',');
  const bool zero = s.find_first_not_of("0.,") == std::string::npos;
  return value < 0 && !zero ? "-" + s : s;
}

std::string perplexity_text(double value) {
  return number_text(value, value < 9.9995 ? 3 : value < 99.995 ? 2 : value < 999.95 ? 1 : 0);
}

std::string duration_text(double seconds) {
  if (!(seconds < 1e9)) return number_text(seconds, 0) + " s";
  if (seconds < 9.95) return number_text(seconds, 1) + " s";
  const double whole = std::round(seconds);
  if (whole < 60) return number_text(whole, 0) + " s";
  if (whole < 3600) return number_text(std::floor(whole / 60), 0) + " min " + two_digits(std::fmod(whole, 60)) + " s";
  const double minutes = std::round(seconds / 60);
  return number_text(std::floor(minutes / 60), 0) + " h " + two_digits(std::fmod(minutes, 60)) + " min";
}
