// SPDX-License-Identifier: BSL-1.0
// Printing as PyTorch prints: aligned columns, four digits, scientific where magnitudes differ too much, large tensors
// by their edges.
#pragma once

#include <tenon/tensor/tensor.hpp>

#include <cmath>
#include <cstdio>
#include <ostream>
#include <string>

namespace tenon {

template <index... N> std::ostream& operator<<(std::ostream& out, Size<N...>) {
  out << "Size([";
  for (int d = 0; d < static_cast<int>(sizeof...(N)); ++d) out << (d > 0 ? ", " : "") << Size<N...>::list[d];
  return out << "])";
}

namespace detail {
inline constexpr index summarise_above = 1000, edge = 3;

// how the numbers of one tensor are written
template <class T> class number_format {
  bool scientific_ = false, whole_ = true;
  std::size_t width_ = 0;

public:
  // looks at the elements that will be printed
  void see(T v) {
    if constexpr (std::is_floating_point_v<T>) {
      if (!std::isfinite(v)) return;
      const double a = std::fabs(static_cast<double>(v));
      if (a != std::floor(a)) whole_ = false;
      if (a > 0) {
        if (smallest_ == 0 || a < smallest_) smallest_ = a;
        if (a > largest_) largest_ = a;
      }
    }
  }
  void decide() {
    if (largest_ > 0)
      scientific_ = whole_ ? largest_ >= 1e8 || largest_ / smallest_ > 1e3 * 1e5
                           : largest_ / smallest_ > 1000.0 || largest_ > 1e8 || smallest_ < 1e-4;
  }
  void measure(T v) {
    const std::size_t n = text(v).size();
    if (n > width_) width_ = n;
  }
  std::string text(T v) const {
    if constexpr (std::is_same_v<T, bool>) return v ? "True" : "False";
    else if constexpr (std::is_integral_v<T>) return std::to_string(v);
    else if constexpr (std::is_floating_point_v<T>) {
      if (std::isnan(v)) return "nan";
      if (std::isinf(v)) return v > 0 ? "inf" : "-inf";
      char buffer[64];
      std::snprintf(buffer, sizeof buffer, scientific_ ? "%.4e" : whole_ ? "%.0f." : "%.4f", static_cast<double>(v));
      return buffer;
    } else return "?";
  }
  std::string aligned(T v) const {
    std::string s = text(v);
    s.insert(0, width_ - s.size(), ' ');
    return s;
  }

private:
  double smallest_ = 0, largest_ = 0;
};

// Calls use(i) for the entries of a dimension that are printed, and skip() once for the rest.
template <class Use, class Skip> void for_printed(index extent, bool summarise, Use use, Skip skip) {
  for (index i = 0; i < extent; ++i) {
    if (summarise && extent > 2 * edge && i == edge) {
      skip();
      i = extent - edge;
    }
    use(i);
  }
}

template <class L, class T, class Do> void each_printed(const T* data, bool summarise, Do use, int d = 0) {
  if (d == L::rank) use(*data);
  else
    for_printed(
        L::value.size[d], summarise,
        [&](index i) { each_printed<L>(data + i * L::value.stride[d], summarise, use, d + 1); }, [] {});
}

template <class L, class T>
void print_level(std::ostream& out, const T* data, const number_format<T>& format, bool summarise, std::size_t indent,
                 int d) {
  if (d == L::rank) {
    out << format.aligned(*data);
    return;
  }
  const bool innermost = d == L::rank - 1;
  std::string between = innermost ? ", " : ",";
  if (!innermost) between.append(static_cast<std::size_t>(L::rank - 1 - d), '\n').append(indent + 1, ' ');
  bool first = true;
  out << '[';
  for_printed(
      L::value.size[d], summarise,
      [&](index i) {
        if (!first) out << between;
        first = false;
        print_level<L>(out, data + i * L::value.stride[d], format, summarise, indent + 1, d + 1);
      },
      [&] { out << between << "..."; });
  out << ']';
}

template <class L, class T> void print(std::ostream& out, const T* data) {
  const bool summarise = product(L::value.size) > summarise_above;
  number_format<T> format;
  each_printed<L>(data, summarise, [&](T v) { format.see(v); });
  format.decide();
  if constexpr (L::rank > 0) each_printed<L>(data, summarise, [&](T v) { format.measure(v); });
  else format.measure(*data);
  out << "tensor(";
  print_level<L>(out, data, format, summarise, 7, 0);
  out << ')';
}
} // namespace detail

// A tensor, or what an expression computes.
template <tensor_like X> std::ostream& operator<<(std::ostream& out, const X& x) {
  const auto t = tensor_of<X>(x);
  detail::print<row_major_layout<shape_of<X>>>(out, t.data());
  return out;
}

} // namespace tenon
