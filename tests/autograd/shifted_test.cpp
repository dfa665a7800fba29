// SPDX-License-Identifier: BSL-1.0
// Statements that read one tensor at several places a few elements apart: their gradients overlap in memory.
#include <tenon/autograd.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace tenon;
using namespace tenon::literals;

namespace {
template <class T, index... N> Parameter<T, N...> some() {
  Parameter<T, N...> x;
  for (index i = 0; i < x.numel; ++i) x.data()[i] = static_cast<T>(std::sin(0.7 * static_cast<double>(i)));
  return x;
}

// sum of w_i (x_{i + 2} - x_i^2 x_{i + 1})^2, over rows of one matrix; the middle is read twice
template <class T, index Rows, index N> void check_neighbours() {
  INFO(Rows << " rows of " << N);
  auto x = some<T, Rows, N>();
  for (T& g : x.grad()) g = T(3); // what lies there before is kept
  Tensor<T, N - 2> w;
  for (index i = 0; i < N - 2; ++i) w(i) = static_cast<T>(1 + i % 3);
  const auto a = narrow(x, 1_c, 0_c, c<N - 2>), b = narrow(x, 1_c, 1_c, c<N - 2>), d = narrow(x, 1_c, 2_c, c<N - 2>);
  {
    Tape tape;
    const Variable y = sum(w * square(d - square(a) * b) + b);
    tape.backward(y);
  }
  for (index r = 0; r < Rows; ++r) {
    std::vector<double> expected(static_cast<std::size_t>(N), 3.0);
    for (index i = 0; i < N - 2; ++i) {
      const double p = x.value()(r, i), q = x.value()(r, i + 1), last = x.value()(r, i + 2);
      const double slope = 2 * static_cast<double>(w(i)) * (last - p * p * q);
      expected[static_cast<std::size_t>(i)] -= slope * 2 * p * q;
      expected[static_cast<std::size_t>(i + 1)] += 1 - slope * p * p;
      expected[static_cast<std::size_t>(i + 2)] += slope;
    }
    for (index i = 0; i < N; ++i) {
      INFO("row " << r << ", element " << i);
      CHECK(static_cast<double>(x.grad()(r, i)) ==
            Approx(expected[static_cast<std::size_t>(i)]).epsilon(sizeof(T) == 4 ? 1e-4 : 1e-12).margin(1e-4));
    }
  }
}
} // namespace

TEMPLATE_TEST_CASE("neighbours in rows of all lengths", "", float, double) {
  check_neighbours<TestType, 1, 9>();
  check_neighbours<TestType, 1, 66>();
  check_neighbours<TestType, 1, 101>();
  check_neighbours<TestType, 3, 70>();
  check_neighbours<TestType, 2, 1030>();
  check_neighbours<TestType, 1, 20000>();
}

TEST_CASE("rows that begin where those of another view do, and go on elsewhere") {
  auto x = some<double, 3, 601>();
  const auto a = narrow(x, 1_c, 0_c, 600_c), b = narrow(x, 1_c, 1_c, 600_c);
  backward(sum(a * b * narrow(select(x, 0_c, 0_c), 0_c, 1_c, 600_c)));
  Tensor<double, 3, 601> expected;
  const auto& v = x.value();
  for (index r = 0; r < 3; ++r)
    for (index i = 0; i < 600; ++i) {
      expected(r, i) += v(r, i + 1) * v(0, i + 1);
      expected(r, i + 1) += v(r, i) * v(0, i + 1);
      expected(0, i + 1) += v(r, i) * v(r, i + 1);
    }
  CHECK(double(amax(tenon::abs(x.grad() - expected))) < 1e-12);
}

TEST_CASE("such a row beyond the places that a statement keeps track of") {
  constexpr index rows = 3, n = 600;
  const Parameter<double, rows, n> others[7]{};
  const auto x = some<double, rows, n + 1>();
  const auto a = narrow(x, 1_c, 0_c, c<n>);
  const auto b = narrow(select(x, 0_c, 0_c), 0_c, 0_c, c<n>);
  const auto& [p, q, r, s, t, u, v] = others;
  backward(sum(p + q + r + s + t + u + v + a * 2.0 + b * 3.0 + a * 5.0));
  for (index i = 0; i < rows; ++i)
    for (index j = 0; j < n; ++j) {
      INFO("element " << i << ", " << j);
      REQUIRE(x.grad()(i, j) == 7 + (i == 0 ? 3 * rows : 0));
    }
  for (const auto& other : others) CHECK(double(sum(other.grad())) == rows * n);
}

TEST_CASE("tables that lie a few elements apart") {
  auto x = some<double, 40, 70>();
  const Tensor<int, 2> entries = tensor({39, 2});
  backward(sum(embedding(entries, narrow(x, 1_c, 0_c, 66_c)) * embedding(entries, narrow(x, 1_c, 3_c, 66_c))));
  Tensor<double, 40, 70> expected;
  for (index k = 0; k < 2; ++k)
    for (index i = 0; i < 66; ++i) {
      expected(entries(k), i) += x.value()(entries(k), i + 3);
      expected(entries(k), i + 3) += x.value()(entries(k), i);
    }
  CHECK(double(amax(tenon::abs(x.grad() - expected))) < 1e-12);
}

TEST_CASE("more places than a statement keeps track of") {
  constexpr index n = 64;
  const auto x = some<double, n + 11>();
  const auto at = [&]<long long I>(constant<I>) { return narrow(x, 0_c, c<I>, c<n>); };
  Tape tape;
  const Variable y = sum(at(c<0>) * at(c<1>) + at(c<2>) * at(c<3>) + at(c<4>) * at(c<5>) + at(c<6>) * at(c<7>) +
                         at(c<8>) * at(c<9>) + at(c<10>) * at(c<11>));
  tape.backward(y);
  for (index i = 0; i < n + 11; ++i) {
    double expected = 0;
    for (index j = 0; j < 12; ++j) {
      const index k = i - j, partner = j % 2 == 0 ? i + 1 : i - 1;
      if (k >= 0 && k < n) expected += x.value()(partner);
    }
    INFO("element " << i);
    CHECK(x.grad()(i) == Approx(expected).margin(1e-12));
  }
}
