// SPDX-License-Identifier: BSL-1.0
// Settings that are out of their range, told in a sentence.
#pragma once

#include <tenon/tensor/errors.hpp>

#include <cstdio>
#include <stdexcept>
#include <string>

namespace tenon::detail {

inline std::string say_number(double v) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", v);
  return text;
}

// throws std::invalid_argument unless a setting is good
inline void require_setting(const char* who, const char* setting, double value, bool good, const char* expected) {
  if (!good)
    fail<std::invalid_argument>(std::string(who) + ": " + setting + " is " + say_number(value) + "; expected " +
                                expected);
}
inline void require_from_zero(const char* who, const char* setting, double value) {
  require_setting(who, setting, value, value >= 0, "a number from 0 on");
}
inline void require_share(const char* who, const char* setting, double value) {
  require_setting(who, setting, value, value >= 0 && value < 1, "a number from 0 to below 1");
}
inline void require_part(const char* who, const char* setting, double value) {
  require_setting(who, setting, value, value >= 0 && value <= 1, "a number from 0 to 1");
}
inline void require_count(const char* who, const char* setting, long value) {
  require_setting(who, setting, static_cast<double>(value), value > 0, "a positive number");
}

} // namespace tenon::detail
