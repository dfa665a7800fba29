// SPDX-License-Identifier: BSL-1.0
// Inner extents around the width of a register, with guards on both sides of every buffer.
#include "guarded.hpp"

#include <tenon/tenon.hpp>

#include <catch2/catch.hpp>

#include <cmath>

using namespace tenon;
using namespace tenon::literals;
using tenon::test::guarded;

namespace {
template <tenon::index R, tenon::index C> void check_size() {
  INFO("shape (" << R << ", " << C << ")");
  guarded in(R * C), out(R * C), sums(R), columns(C);
  for (tenon::index i = 0; i < R * C; ++i) in.data()[i] = static_cast<float>(std::sin(1.7 * static_cast<double>(i)));
  const TensorView<const float, R, C> x(in.data());
  TensorView<float, R, C> y(out.data());
  TensorView<float, R> s(sums.data());
  TensorView<float, C> c0(columns.data());

  y = softmax(x * 2, 1_c);
  s = sum(square(x), 1_c);
  c0 = amax(x, 0_c);
  double worst = 0;
  for (tenon::index r = 0; r < R; ++r) {
    double total = 0, squares = 0;
    for (tenon::index j = 0; j < C; ++j) {
      total += std::exp(2.0 * double(x(r, j)));
      squares += double(x(r, j)) * double(x(r, j));
    }
    for (tenon::index j = 0; j < C; ++j)
      worst = std::max(worst, std::fabs(double(y(r, j)) - std::exp(2.0 * double(x(r, j))) / total));
    worst = std::max(worst, std::fabs(double(s(r)) - squares) / (1 + squares));
  }
  for (tenon::index j = 0; j < C; ++j) {
    float m = x(0, j);
    for (tenon::index r = 1; r < R; ++r) m = std::max(m, x(r, j));
    CHECK(c0(j) == m);
  }
  CHECK(worst < 1e-6);

  y = softmax(x, 0_c);
  worst = 0;
  for (tenon::index j = 0; j < C; ++j) {
    double total = 0;
    for (tenon::index r = 0; r < R; ++r) total += std::exp(double(x(r, j)));
    for (tenon::index r = 0; r < R; ++r)
      worst = std::max(worst, std::fabs(double(y(r, j)) - std::exp(double(x(r, j))) / total));
  }
  CHECK(worst < 1e-6);
  CHECK(in.intact());
  CHECK(out.intact());
  CHECK(sums.intact());
  CHECK(columns.intact());
}
template <tenon::index... C> void check_sizes(std::integer_sequence<tenon::index, C...>) {
  (check_size<3, C + 1>(), ...);
}
} // namespace

TEST_CASE("extents around two, four and eight registers") {
  check_sizes(std::integer_sequence<tenon::index, 30, 31, 32, 46, 62, 63, 64, 127, 128, 129>{});
}
