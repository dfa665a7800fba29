// SPDX-License-Identifier: BSL-1.0
// Prints results as SciPy 1.10 does: the fields that the method has, arrays in scientific notation, long ones by their
// ends.
#pragma once

#include <tenon/optim/minimize/result.hpp>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <ostream>

namespace tenon {

namespace detail {
// the shortest text that reads back as the same number, as Python's repr
template <class T> std::string shortest(T v) {
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

// Elements of a tensor as numpy prints them with precision 3 and a threshold of 12 elements.
class printed_array {
  static constexpr std::size_t threshold = 12, ends = 2;
  std::size_t width_;
  bool some_;
  std::string out_;

  template <class T> static std::string element(T v) {
    if (std::isnan(v)) return "       nan";
    if (std::isinf(v)) return v > 0 ? "       inf" : "      -inf";
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "% .3e", static_cast<double>(v));
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
      entries(n, [&](std::size_t i) {
        const std::string word = i == n ? "..." : element(p[i]);
        if (!first && line + 1 + word.size() > width_ - 1 - indent) {
          out_ += '\n' + std::string(indent + 1, ' ');
          line = indent + 1;
        } else if (!first) {
          out_ += ' ';
          ++line;
        }
        out_ += word;
        line += word.size();
        first = false;
      });
    } else {
      index stride = 1;
      for (int e = d + 1; e < shape.n; ++e) stride *= shape[e];
      const std::string between =
          std::string(static_cast<std::size_t>(shape.n - d - 1), '\n') + std::string(indent + 1, ' ');
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
  template <class T> printed_array(const T* p, const ints& shape, std::size_t width) : width_(width) {
    index n = 1;
    for (int d = 0; d < shape.n; ++d) n *= shape[d];
    some_ = n > static_cast<index>(threshold);
    if (shape.n == 0) out_ = shortest(*p);
    else block(p, shape, 0, 0);
  }
  const std::string& text() const { return out_; }
};
} // namespace detail

template <class T, index... N> std::ostream& operator<<(std::ostream& out, const OptimizeResult<T, N...>& r) {
  const bool simplex = r.method == Method::nelder_mead;
  const bool dense = r.method == Method::bfgs, limited = r.method == Method::lbfgs || r.method == Method::lbfgsb;
  const std::size_t column = dense || limited ? 9 : 8, indent = column + 2;
  bool first = true;
  const auto line = [&](const std::string& name, const std::string& text) {
    if (!first) out << '\n';
    first = false;
    out << std::string(column - name.size(), ' ') << name << ": ";
    for (const char c : text) {
      out << c;
      if (c == '\n') out << std::string(indent, ' ');
    }
  };
  const auto array = [&](const auto& x) {
    return detail::printed_array(x.data(), std::remove_cvref_t<decltype(x)>::size_type::list, 76 - indent).text();
  };
  line("message", r.message);
  line("success", r.success ? "True" : "False");
  line("status", std::to_string(r.status));
  line("fun", detail::shortest(r.fun));
  line("x", array(r.x));
  line("nit", std::to_string(r.nit));
  if (!simplex) line("jac", array(r.jac));
  if constexpr ((N * ... * 1) <= matrix_limit)
    if (dense && r.hess_inv.dense()) line("hess_inv", array(r.hess_inv.todense()));
  if (limited) {
    const std::string n = std::to_string((N * ... * 1)), type = sizeof(T) == 4 ? "float32" : "float64";
    line("hess_inv", "<" + n + "x" + n + " LbfgsInvHessProduct with dtype=" + type + ">");
  }
  line("nfev", std::to_string(r.nfev));
  if (!simplex) line("njev", std::to_string(r.njev));
  if (r.method == Method::newton_cg) line("nhev", std::to_string(r.nhev));
  return out;
}

} // namespace tenon
