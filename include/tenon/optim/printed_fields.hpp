// SPDX-License-Identifier: BSL-1.0
// Text as SciPy prints it: numbers as Python writes them, arrays in four digits, long ones by their ends.
#pragma once

#include <tenon/shape/ints.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <ostream>
#include <string>
#include <string_view>
#include <type_traits>

namespace tenon {

namespace detail {
// the shortest text that reads back as the same number, as Python's repr
template <class T> std::string shortest(T v) {
  if constexpr (std::is_integral_v<T>) return std::to_string(v);
  else {
    if (std::isnan(v)) return "nan";
    if (std::isinf(v)) return v > 0 ? "inf" : "-inf";
    char buffer[64];
    const auto text_in = [&](std::chars_format format) {
      return std::string(buffer, std::to_chars(buffer, buffer + sizeof buffer, v, format).ptr);
    };
    const std::string scientific = text_in(std::chars_format::scientific);
    const int exponent = std::stoi(scientific.substr(scientific.find('e') + 1));
    if (exponent < -4 || exponent >= 16) return scientific;
    const std::string fixed = text_in(std::chars_format::fixed);
    return fixed.find('.') == std::string::npos ? fixed + ".0" : fixed;
  }
}

// Elements of a tensor as numpy prints them with precision 3 and a threshold of 12 elements; by themselves, as str()
// has them, or in array(...), as repr().
class printed_array {
  static constexpr std::size_t threshold = 12, ends = 2;
  static constexpr std::string_view repr = "array(";
  bool whole_; // with "array("
  std::size_t width_;
  bool some_;
  std::string out_;

  std::string_view separator() const { return whole_ ? ", " : " "; }
  std::string_view end_of_line() const { return whole_ ? "," : ""; }

  template <class T> static std::string element(T v) {
    char buffer[32];
    if constexpr (std::is_integral_v<T>) std::snprintf(buffer, sizeof buffer, "%d", static_cast<int>(v));
    else if (std::isfinite(v)) std::snprintf(buffer, sizeof buffer, "% .3e", static_cast<double>(v));
    else std::snprintf(buffer, sizeof buffer, "%10f", static_cast<double>(v));
    return buffer;
  }
  // calls f for those of n entries that are printed, with n in place of the others
  template <class F> void entries(std::size_t n, F f) const {
    for (std::size_t i = 0; i < n; ++i) {
      if (some_ && n > 2 * ends && i == ends) {
        f(n);
        i = n - ends;
      }
      f(i);
    }
  }
  template <class T> void block(const T* p, const ints& shape, int d, std::size_t indent) {
    const std::size_t n = static_cast<std::size_t>(shape[d]);
    out_ += '[';
    if (d + 1 == shape.n) {
      std::size_t line = indent + 1;
      bool first = true;
      std::size_t longest = 0; // integers are aligned
      if constexpr (std::is_integral_v<T>)
        entries(n, [&](std::size_t i) { longest = std::max(longest, i == n ? 0 : element(p[i]).size()); });
      entries(n, [&](std::size_t i) {
        std::string word = i == n ? "..." : element(p[i]);
        if (i < n && word.size() < longest) word.insert(0, longest - word.size(), ' ');
        if (!first && line + separator().size() + word.size() > width_ - 1 - static_cast<std::size_t>(d)) {
          (out_ += end_of_line()) += '\n' + std::string(indent + 1, ' ');
          line = indent + 1;
        } else if (!first) {
          out_ += separator();
          line += separator().size();
        }
        out_ += word;
        line += word.size();
        first = false;
      });
    } else {
      index stride = 1;
      for (int e = d + 1; e < shape.n; ++e) stride *= shape[e];
      const std::string between = std::string(end_of_line()) +
                                  std::string(static_cast<std::size_t>(shape.n - d - 1), '\n') +
                                  std::string(indent + 1, ' ');
      entries(n, [&](std::size_t i) {
        if (i > 0) out_ += between;
        if (i == n) out_ += "...";
        else block(p + static_cast<index>(i) * stride, shape, d + 1, indent + 1);
      });
    }
    out_ += ']';
  }

public:
  // lines of `width` characters
  template <class T>
  printed_array(const T* p, const ints& shape, std::size_t width, bool whole = false)
      : whole_(whole), width_(whole ? width - 1 : width) {
    index n = 1;
    for (int d = 0; d < shape.n; ++d) n *= shape[d];
    some_ = n > static_cast<index>(threshold);
    if (shape.n == 0) out_ = shortest(*p);
    else block(p, shape, 0, whole ? repr.size() : 0);
    if (whole) out_ = std::string(repr) + out_ + ')';
  }
  const std::string& text() const { return out_; }
};

// The fields of a result, a line each, with names to the left of a column.
class printed_fields {
  std::ostream& out_;
  std::size_t column_;
  bool first_ = true;

public:
  printed_fields(std::ostream& out, std::size_t column) : out_(out), column_(column) {}

  void text(const std::string& name, const std::string& value) {
    if (!first_) out_ << '\n';
    first_ = false;
    out_ << std::string(column_ - name.size(), ' ') << name << ": ";
    for (const char c : value) {
      out_ << c;
      if (c == '\n') out_ << std::string(column_ + 2, ' ');
    }
  }
  template <class X> void array(const std::string& name, const X& x) {
    text(name, printed_array(x.data(), X::size_type::list, width()).text());
  }
  std::size_t width() const { return 76 - (column_ + 2); } // of lines of values
};
} // namespace detail

} // namespace tenon
