// SPDX-License-Identifier: BSL-1.0
// Printing as PyTorch prints: aligned columns of four digits, scientific where magnitudes differ too much,
// lines of 80 characters, large tensors by their edges.
#pragma once

#include <tenon/tensor/tensor.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ostream>
#include <string>

namespace tenon {

template <index... N> std::ostream& operator<<(std::ostream& out, Size<N...>) {
  out << "Size([";
  for (int d = 0; d < Size<N...>::rank; ++d) out << (d > 0 ? ", " : "") << Size<N...>::list[d];
  return out << "])";
}

namespace detail {
// torch.set_printoptions: threshold, edgeitems, linewidth
inline constexpr index summarise_above = 1000, edge_items = 3, line_width = 80;

enum class notation { whole, fixed, scientific };

// How the numbers of one tensor are written. Zeros, nan and infinities have no say in it.
template <class T> class number_format {
  static constexpr bool fractions = std::is_floating_point_v<T>;
  notation notation_ = notation::whole;
  std::size_t width_ = fractions ? 1 : 0;

public:
  // for_each(see) calls see(v) for every element that will be printed
  template <class ForEach> explicit number_format(ForEach for_each) {
    if constexpr (fractions) {
      bool whole = true;
      double smallest = HUGE_VAL, largest = 0;
      for_each([&](T v) {
        if (!counts(v)) return;
        const double a = std::fabs(static_cast<double>(v));
        if (a != std::floor(a)) whole = false;
        smallest = std::min(smallest, a);
        largest = std::max(largest, a);
      });
      if (largest > 0) {
        notation_ = whole ? notation::whole : notation::fixed;
        if (largest / smallest > 1000.0 || largest > 1e8 || (!whole && smallest < 1e-4))
          notation_ = notation::scientific;
      }
    }
    for_each([&](T v) {
      if (counts(v)) width_ = std::max(width_, text(v).size());
    });
  }

  std::size_t width() const { return width_; }

  std::string text(T v) const {
    if constexpr (std::is_same_v<T, bool>) return v ? "True" : "False";
    else if constexpr (std::is_integral_v<T>) return std::to_string(v);
    else {
      static_assert(fractions, "print: the elements are neither numbers nor truth values");
      if (std::isnan(v)) return "nan";
      if (std::isinf(v)) return v > 0 ? "inf" : "-inf";
      static constexpr const char* formats[] = {"%.0f.", "%.4f", "%.4e"};
      char buffer[32]; // whole and fixed numbers are not above 1e8
      std::snprintf(buffer, sizeof buffer, formats[static_cast<int>(notation_)], static_cast<double>(v));
      return buffer;
    }
  }
  std::string aligned(T v) const {
    const std::string s = text(v);
    return s.size() < width_ ? std::string(width_ - s.size(), ' ') + s : s;
  }

private:
  static bool counts(T v) {
    if constexpr (fractions) return std::isfinite(v) && v != T(0);
    else return true;
  }
};

// Elements in memory, printed dimension by dimension.
template <class L, class T> class printed_tensor {
  static constexpr bool summarise = product(L::value.size) > summarise_above;

  const T* data_;
  number_format<T> format_;

  // Calls use(i) for the entries of a dimension that are printed, and skip() once in place of the others.
  template <class Use, class Skip> static void entries(int d, Use use, Skip skip) {
    const index n = L::value.size[d];
    const bool some = summarise && n > 2 * edge_items;
    for (index i = 0; i < n; ++i) {
      if (some && i == edge_items) {
        skip();
        i = n - edge_items;
      }
      use(i);
    }
  }
  template <int D = 0, class See> static void each(const T* p, See see) {
    if constexpr (D == L::rank) see(*p);
    else entries(D, [&](index i) { each<D + 1>(p + i * L::value.stride[D], see); }, [] {});
  }

  // the elements of a row, as many on a line as fit
  void row(std::ostream& out, const T* p, index indent) const {
    const index room = (line_width - indent) / static_cast<index>(format_.width() + 2);
    const index per_line = std::max<index>(room, 1);
    index written = 0;
    const auto write = [&](const std::string& s) {
      if (written > 0) out << (written % per_line == 0 ? std::string(",\n").append(blanks(indent + 1), ' ') : ", ");
      out << s;
      ++written;
    };
    entries(
        L::rank - 1, [&](index i) { write(format_.aligned(p[i * L::value.stride[L::rank - 1]])); },
        [&] { write(" ..."); });
  }
  template <int D = 0> void block(std::ostream& out, const T* p, index indent) const {
    if constexpr (D == L::rank) out << format_.aligned(*p);
    else {
      out << '[';
      if constexpr (D == L::rank - 1) row(out, p, indent);
      else {
        const std::string between =
            std::string(",").append(static_cast<std::size_t>(L::rank - 1 - D), '\n').append(blanks(indent + 1), ' ');
        bool first = true;
        const auto separate = [&] {
          if (!first) out << between;
          first = false;
        };
        entries(
            D,
            [&](index i) {
              separate();
              block<D + 1>(out, p + i * L::value.stride[D], indent + 1);
            },
            [&] {
              separate();
              out << "...";
            });
      }
      out << ']';
    }
  }
  static std::size_t blanks(index n) { return static_cast<std::size_t>(n); }

public:
  explicit printed_tensor(const T* data) : data_(data), format_([&](auto see) { each(data, see); }) {}

  friend std::ostream& operator<<(std::ostream& out, const printed_tensor& t) {
    if constexpr (product(L::value.size) == 0) {
      out << "tensor([]";
      if constexpr (L::rank > 1) {
        out << ", size=(";
        for (int d = 0; d < L::rank; ++d) out << (d > 0 ? ", " : "") << L::value.size[d];
        out << ')';
      }
    } else {
      out << "tensor(";
      t.block(out, t.data_, 7); // below the opening bracket
    }
    return out << ')';
  }
};
} // namespace detail

// A tensor, or what an expression computes.
template <tensor_like X> std::ostream& operator<<(std::ostream& out, const X& x) {
  using T = value_of<X>;
  if constexpr (requires {
                  typename X::layout_type;
                  x.data();
                })
    return out << detail::printed_tensor<typename X::layout_type, T>(x.data());
  else {
    const auto t = eval(x);
    return out << detail::printed_tensor<row_major_layout<shape_of<X>>, T>(t.data());
  }
}

} // namespace tenon
