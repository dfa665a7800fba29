// SPDX-License-Identifier: BSL-1.0
// Statements of which some operand is contiguous along another dimension than the result: it is read in squares.
#include "guarded.hpp"

#include <tenon/tenon.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using namespace tenon::literals;
using tenon::test::guarded;

namespace {
template <tenon::index R, tenon::index C> void check_size() {
  INFO("shape (" << R << ", " << C << ")");
  guarded in(C * R), other(R * C), out(R * C);
  in.fill(0);
  other.fill(1);
  const TensorView<const float, C, R> x(in.data());
  const TensorView<const float, R, C> z(other.data());
  TensorView<float, R, C> y(out.data());
  const auto wrong = [&](auto expected) {
    tenon::index n = 0;
    for (tenon::index i = 0; i < R; ++i)
      for (tenon::index j = 0; j < C; ++j) n += y(i, j) == expected(i, j) ? 0 : 1;
    return n;
  };
  y = transpose(x, 0_c, 1_c);
  CHECK(wrong([&](auto i, auto j) { return x(j, i); }) == 0);
  y = z - transpose(x, 0_c, 1_c);
  CHECK(wrong([&](auto i, auto j) { return z(i, j) - x(j, i); }) == 0);
  y = transpose(x, 0_c, 1_c) * transpose(x + x, 0_c, 1_c);
  CHECK(wrong([&](auto i, auto j) { return x(j, i) * (x(j, i) + x(j, i)); }) == 0);
  y = where(transpose(x, 0_c, 1_c) > 0, z, 0.5f);
  CHECK(wrong([&](auto i, auto j) { return x(j, i) > 0 ? z(i, j) : 0.5f; }) == 0);
  CHECK(in.intact());
  CHECK(other.intact());
  CHECK(out.intact());
}
template <tenon::index R> void check_rows() {
  check_size<R, 1>();
  check_size<R, 15>();
  check_size<R, 16>();
  check_size<R, 33>();
  check_size<R, 150>();
}
} // namespace

TEST_CASE("transposed copies of sizes around a register and a block") {
  check_rows<1>();
  check_rows<7>();
  check_rows<17>();
  check_rows<140>();
}

TEST_CASE("transposes of more dimensions, of parts, and of doubles") {
  guarded in(5 * 20 * 37), out(5 * 37 * 20);
  in.fill(2);
  const TensorView<const float, 5, 20, 37> x(in.data());
  TensorView<float, 5, 37, 20> y(out.data());
  y = permute(x, 0_c, 2_c, 1_c);
  tenon::index wrong = 0;
  for (tenon::index b = 0; b < 5; ++b)
    for (tenon::index i = 0; i < 37; ++i)
      for (tenon::index j = 0; j < 20; ++j) wrong += y(b, i, j) == x(b, j, i) ? 0 : 1;
  CHECK(wrong == 0);
  CHECK(out.intact());

  Tensor<double, 21, 40> d;
  for (tenon::index i = 0; i < d.numel; ++i) d.data()[i] = static_cast<double>(i);
  const Tensor<double, 18, 19> part = transpose(narrow(narrow(d, 0_c, 2_c, 19_c), 1_c, 5_c, 18_c), 0_c, 1_c);
  for (tenon::index i = 0; i < 18; ++i)
    for (tenon::index j = 0; j < 19; ++j) wrong += part(i, j) == d(j + 2, i + 5) ? 0 : 1;
  CHECK(wrong == 0);
}

TEST_CASE("a tensor may be assigned its own transpose") {
  Tensor<float, 40, 40> x;
  for (tenon::index i = 0; i < x.numel; ++i) x.data()[i] = static_cast<float>(i);
  const auto before = x;
  x = transpose(x, 0_c, 1_c) + x;
  tenon::index wrong = 0;
  for (tenon::index i = 0; i < 40; ++i)
    for (tenon::index j = 0; j < 40; ++j) wrong += x(i, j) == before(j, i) + before(i, j) ? 0 : 1;
  CHECK(wrong == 0);
}

TEST_CASE("a reduction of nothing beside a transposed operand") {
  Tensor<float, 64, 64> x, y;
  Tensor<float, 64, 64, 1> u;
  for (tenon::index i = 0; i < x.numel; ++i) {
    x.data()[i] = static_cast<float>(i);
    u.data()[i] = static_cast<float>(2 * i);
  }
  y = transpose(x, 0_c, 1_c) + sum(u, 2_c);
  tenon::index wrong = 0;
  for (tenon::index i = 0; i < 64; ++i)
    for (tenon::index j = 0; j < 64; ++j) wrong += y(i, j) == x(j, i) + u(i, j, 0) ? 0 : 1;
  CHECK(wrong == 0);
}
