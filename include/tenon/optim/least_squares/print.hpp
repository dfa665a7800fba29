// SPDX-License-Identifier: BSL-1.0
// Prints a result as SciPy 1.10 prints an OptimizeResult: names to the right of a margin, arrays in four digits,
// shortened when they have more than twelve elements.
#pragma once

#include <tenon/optim/least_squares/result.hpp>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <ostream>
#include <string>

namespace tenon {

namespace lsq {
using namespace detail;

// as Python writes a float: the fewest digits that read back as the same number
template <class T> std::string shortest(T value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  char buffer[40];
  const double size = std::fabs(static_cast<double>(value));
  const bool plain = size == 0 || (size >= 1e-4 && size < 1e16);
  const auto format = plain ? std::chars_format::fixed : std::chars_format::scientific;
  std::string s(buffer, std::to_chars(buffer, buffer + sizeof buffer, value, format).ptr);
  if (plain && s.find('.') == std::string::npos) s += ".0";
  return s;
}

// as NumPy prints arrays within the width that SciPy leaves them
class printed_array {
  static constexpr index threshold = 12, edge = 2;
  static constexpr std::size_t width = 62;

  std::string margin_;
  bool summarise_;

  template <class T> static std::string element(T value) {
    char buffer[32];
    if constexpr (std::is_integral_v<T>) std::snprintf(buffer, sizeof buffer, "%d", static_cast<int>(value));
    else if (std::isfinite(value)) std::snprintf(buffer, sizeof buffer, "% .3e", static_cast<double>(value));
    else std::snprintf(buffer, sizeof buffer, "%10f", static_cast<double>(value));
    return buffer;
  }
  // the places of a dimension that are printed; -1 stands for those left out
  template <class Use> void places(index n, Use use) const {
    const bool some = summarise_ && n > 2 * edge;
    for (index i = 0; i < n; ++i) {
      if (some && i == edge) {
        use(index(-1));
        i = n - edge;
      }
      use(i);
    }
  }

public:
  printed_array(std::size_t margin, index elements) : margin_(margin, ' '), summarise_(elements > threshold) {}

  template <class T> std::string vector(const T* x, index n, std::size_t depth = 1) const {
    std::string text = "[", line(depth, ' ');
    std::size_t longest = 0; // integers are aligned
    if constexpr (std::is_integral_v<T>)
      places(n, [&](index i) { longest = std::max(longest, i < 0 ? 0 : element(x[i]).size()); });
    bool first = true;
    places(n, [&](index i) {
      std::string word = i < 0 ? "..." : element(x[i]);
      if (i >= 0 && word.size() < longest) word.insert(0, longest - word.size(), ' ');
      const std::size_t room = width - depth; // brackets close on the line
      if (!first && line.size() + 1 + word.size() > room) {
        text += '\n' + margin_ + std::string(depth, ' ');
        line.assign(depth, ' ');
      } else if (!first) text += ' ', line += ' ';
      text += word;
      line += word;
      first = false;
    });
    return text + ']';
  }
  template <class T> std::string matrix(const T* x, index rows, index columns) const {
    std::string text = "[";
    bool first = true;
    places(rows, [&](index i) {
      if (!first) text += '\n' + margin_ + ' ';
      text += i < 0 ? std::string("...") : vector(x + i * columns, columns, 2);
      first = false;
    });
    return text + ']';
  }
};

} // namespace lsq

template <class T, index M, index N> std::ostream& operator<<(std::ostream& out, const LeastSquaresResult<T, M, N>& r) {
  constexpr std::size_t margin = 14; // of the longest name, active_mask
  const auto vector = [&](const auto& x) { return lsq::printed_array(margin, x.numel).vector(x.data(), x.numel); };
  const auto line = [&](const char* name, const std::string& value, bool last = false) {
    const std::string key = name;
    out << std::string(margin - 2 - key.size(), ' ') << key << ": " << value << (last ? "" : "\n");
  };
  line("message", r.message);
  line("success", r.success ? "True" : "False");
  line("status", std::to_string(r.status));
  line("fun", vector(r.fun));
  line("x", vector(r.x));
  line("cost", lsq::shortest(r.cost));
  line("jac", lsq::printed_array(margin, M * N).matrix(r.jac.data(), M, N));
  line("grad", vector(r.grad));
  line("optimality", lsq::shortest(r.optimality));
  line("active_mask", vector(r.active_mask));
  line("nfev", std::to_string(r.nfev));
  line("njev", std::to_string(r.njev), true);
  return out;
}

} // namespace tenon
