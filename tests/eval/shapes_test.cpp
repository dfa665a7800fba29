// SPDX-License-Identifier: BSL-1.0
// Ranks, reduction axes and layouts, against loops over coordinates in double.
#include <tenon/tenon.hpp>

#include <catch2/catch.hpp>

#include <cmath>

using namespace tenon;
using namespace tenon::literals;

namespace {
template <class X> void fill(X& x) {
  for (tenon::index i = 0; i < X::numel; ++i)
    x.data()[i] = static_cast<typename X::value_type>(std::sin(0.7 * static_cast<double>(i)) * 3);
}
} // namespace

TEST_CASE("any set of dimensions of rank 4") {
  Tensor<double, 3, 4, 5, 6> x;
  fill(x);
  Tensor<double, 4, 6> a = sum(x, dims(0_c, 2_c));
  Tensor<double, 3, 1, 5, 1> b = mean(x, dims(1_c, 3_c), keepdim);
  Tensor<double, 5> c1 = amax(x, dims(0_c, 1_c, 3_c));
  Tensor<double, 3, 4, 6> d = prod(x, 2_c);
  const double e = sum(x), f = amin(permute(x, 3_c, 1_c, 0_c, 2_c));
  double total = 0, least = 1e9;
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 4; ++j)
      for (int k = 0; k < 5; ++k)
        for (int l = 0; l < 6; ++l) {
          total += x(i, j, k, l);
          least = std::min(least, x(i, j, k, l));
        }
  CHECK(e == Approx(total).margin(1e-12));
  CHECK(f == least);
  for (int j = 0; j < 4; ++j)
    for (int l = 0; l < 6; ++l) {
      double s = 0;
      for (int i = 0; i < 3; ++i)
        for (int k = 0; k < 5; ++k) s += x(i, j, k, l);
      CHECK(a(j, l) == Approx(s).margin(1e-12));
    }
  for (int i = 0; i < 3; ++i)
    for (int k = 0; k < 5; ++k) {
      double s = 0;
      for (int j = 0; j < 4; ++j)
        for (int l = 0; l < 6; ++l) s += x(i, j, k, l);
      CHECK(b(i, 0, k, 0) == Approx(s / 24).margin(1e-12));
    }
  for (int k = 0; k < 5; ++k) {
    double m = -1e9;
    for (int i = 0; i < 3; ++i)
      for (int j = 0; j < 4; ++j)
        for (int l = 0; l < 6; ++l) m = std::max(m, x(i, j, k, l));
    CHECK(c1(k) == m);
  }
  double p = 1;
  for (int k = 0; k < 5; ++k) p *= x(2, 1, k, 3);
  CHECK(d(2, 1, 3) == Approx(p));
}

TEST_CASE("softmax along every dimension of a permuted and narrowed tensor") {
  Tensor<float, 4, 6, 5> x;
  fill(x);
  const auto v = narrow(permute(x, 2_c, 0_c, 1_c), 2_c, 1_c, 4_c); // (5, 4, 4)
  const auto check = [&](auto dim) {
    const auto y = eval(softmax(v, dim));
    constexpr int d = static_cast<int>(decltype(dim)::value);
    for (int i = 0; i < 5; ++i)
      for (int j = 0; j < 4; ++j)
        for (int k = 0; k < 4; ++k) {
          double total = 0;
          const int extent = d == 0 ? 5 : 4;
          for (int n = 0; n < extent; ++n) total += std::exp(double(v(d == 0 ? n : i, d == 1 ? n : j, d == 2 ? n : k)));
          REQUIRE(double(y(i, j, k)) == Approx(std::exp(double(v(i, j, k))) / total).margin(1e-7));
        }
  };
  check(0_c);
  check(1_c);
  check(2_c);
}

TEST_CASE("element types and broadcasting") {
  Tensor<int, 3, 4> n;
  Tensor<double, 4> w;
  Tensor<bool, 3, 1> mask;
  for (int i = 0; i < 12; ++i) n.data()[i] = i - 5;
  for (int j = 0; j < 4; ++j) w(j) = 0.5 * j;
  mask(1, 0) = true;
  Tensor<double, 3, 4> y = where(mask, n * w, n - 1);
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 4; ++j) CHECK(y(i, j) == (i == 1 ? n(i, j) * w(j) : n(i, j) - 1));
  Tensor<float, 3, 4> half = n / 2;
  CHECK(half(0, 0) == -2.5f);
  Tensor<int, 3, 4> rest = n % 3;
  CHECK(rest(0, 0) == -5 % 3);
  const std::int64_t many = sum(n > 0);
  CHECK(many == 6);
  Tensor<std::int64_t, 3> big = sum(n, 1_c);
  CHECK(big(2) == 3 + 4 + 5 + 6);
  CHECK(bool(any(n == 3)));
  CHECK_FALSE(bool(all(n < 6)));
}

TEST_CASE("empty tensors and rank 0") {
  Tensor<float, 0, 3> none;
  Tensor<float, 3> zero = sum(none, 0_c);
  CHECK(zero(1) == 0);
  Tensor<float, 3> one = prod(none, 0_c);
  CHECK(one(2) == 1);
  const float nothing = mean(none);
  CHECK(std::isnan(nothing));
  Tensor<float, 0, 3> still = softmax(none, 1_c);
  CHECK(still.numel == 0);
  Tensor<float> s = 2.0f;
  const float p = softmax(s, 0_c), l = log_softmax(s, -1_c), m = mean(s);
  CHECK(p == 1);
  CHECK(l == 0);
  CHECK(m == 2);
}

TEST_CASE("sums of many equal numbers") {
  static const auto tenths = full<float, 10'000'000>(0.1f);
  const float m = mean(tenths);
  CHECK(std::fabs(double(m) - 0.1) < 5e-7);
  static const auto column = full<float, 1 << 16, 3>(0.1f);
  Tensor<float, 3> c0 = mean(column, 0_c);
  CHECK(std::fabs(double(c0(1)) - 0.1) < 5e-7);
  Tensor<float, 3> c1 = mean(softmax(column, 1_c) * 0.3f, 0_c); // the rows gather in the destination
  CHECK(std::fabs(double(c1(1)) - 0.1) < 5e-7);
  static const auto cube = full<float, 7, 3000, 5>(0.1f);
  Tensor<float, 7, 5> c2 = mean(softmax(cube, 2_c), 1_c);
  CHECK(std::fabs(double(c2(6, 4)) - 0.2) < 5e-7);
  Tensor<float, 5> c3 = mean(cube, dims(0_c, 1_c));
  CHECK(std::fabs(double(c3(4)) - 0.1) < 5e-7);
  Tensor<float, 3000> c4 = mean(transpose(cube, 0_c, 1_c), dims(1_c, 2_c));
  CHECK(std::fabs(double(c4(2999)) - 0.1) < 5e-7);
}

TEST_CASE("a sum over many rows that is set aside in parts has every row") {
  static Tensor<double, 3, 1001, 4> x;
  double expected[3][4] = {};
  index i = 0;
  for (auto& v : x) v = 0.25 * static_cast<double>(i++ % 37) - 3;
  for (index a = 0; a < 3; ++a)
    for (index r = 0; r < 1001; ++r)
      for (index c = 0; c < 4; ++c) expected[a][c] += x(a, r, c);
  const Tensor<double, 3, 4> y = sum(x, 1_c), e = sum(tenon::exp(x), 1_c),
                             z = sum(softmax(x, 2_c) * sum(tenon::exp(x), 2_c, keepdim), 1_c);
  for (index a = 0; a < 3; ++a)
    for (index c = 0; c < 4; ++c) {
      CHECK(y(a, c) == expected[a][c]);
      CHECK(std::fabs(z(a, c) - e(a, c)) < 1e-9 * e(a, c));
    }
}

TEST_CASE("variance far from zero keeps its digits") {
  Tensor<float, 3> x;
  x(0) = 10000;
  x(1) = 10001;
  x(2) = 10002;
  const float v = var(x);
  CHECK(v == Approx(1.0f).epsilon(1e-6));
  Tensor<float, 3> y = layer_norm(x);
  CHECK(y(0) == Approx(-1.2247357f).epsilon(1e-5));
  CHECK(y(1) == Approx(0.0f).margin(1e-5));
}
