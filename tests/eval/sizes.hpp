// SPDX-License-Identifier: BSL-1.0
// Rows and columns of some extent, with guards on both sides of every buffer.
#pragma once

#include "guarded.hpp"

#include <tenon/tenon.hpp>

#include <catch2/catch.hpp>

#include <cmath>

namespace tenon::test {

template <index R, index C> void check_size() {
  using namespace literals;
  INFO("shape (" << R << ", " << C << ")");
  guarded in(R * C), out(R * C), sums(R), columns(C);
  for (index i = 0; i < R * C; ++i) in.data()[i] = static_cast<float>(std::sin(1.7 * static_cast<double>(i)));
  const TensorView<const float, R, C> x(in.data());
  TensorView<float, R, C> y(out.data());
  TensorView<float, R> s(sums.data());
  TensorView<float, C> c0(columns.data());

  y = softmax(x * 2, 1_c);
  s = sum(square(x), 1_c);
  c0 = amax(x, 0_c);
  double worst = 0;
  for (index r = 0; r < R; ++r) {
    double total = 0, squares = 0;
    for (index j = 0; j < C; ++j) {
      total += std::exp(2.0 * double(x(r, j)));
      squares += double(x(r, j)) * double(x(r, j));
    }
    for (index j = 0; j < C; ++j)
      worst = std::max(worst, std::fabs(double(y(r, j)) - std::exp(2.0 * double(x(r, j))) / total));
    worst = std::max(worst, std::fabs(double(s(r)) - squares) / (1 + squares));
  }
  for (index j = 0; j < C; ++j) {
    float m = x(0, j);
    for (index r = 1; r < R; ++r) m = std::max(m, x(r, j));
    CHECK(c0(j) == m);
  }
  CHECK(worst < 1e-6);

  y = softmax(x, 0_c);
  worst = 0;
  for (index j = 0; j < C; ++j) {
    double total = 0;
    for (index r = 0; r < R; ++r) total += std::exp(double(x(r, j)));
    for (index r = 0; r < R; ++r)
      worst = std::max(worst, std::fabs(double(y(r, j)) - std::exp(double(x(r, j))) / total));
  }
  CHECK(worst < 1e-6);
  CHECK(in.intact());
  CHECK(out.intact());
  CHECK(sums.intact());
  CHECK(columns.intact());
}
template <index... C> void check_sizes(std::integer_sequence<index, C...>) { (check_size<3, C>(), ...); }

} // namespace tenon::test
