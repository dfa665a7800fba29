// SPDX-License-Identifier: BSL-1.0
// Tensors as values: element access, size, copies and moves, alignment.
#include "support.hpp"

#include <tenon/ops/arithmetic.hpp>

#include <algorithm>
#include <cstdint>
#include <ranges>
#include <stdexcept>

using namespace tenon;
using namespace tenon::test;

TEST_CASE("elements are reached unchecked, checked, and by the first dimension", "[tensor]") {
  auto x = counting<Tensor<int, 2, 3, 4>>();
  x(1, 2, 3) = 5;
  CHECK(x.at(1, 2, 3) == 5);
  CHECK(x[1](2, 3) == 5);
  CHECK(x[1][2][3]() == 5);
  CHECK_THROWS_MATCHES(x.at(2, 0, 0), std::out_of_range, Catch::Message("at: index 2 is out of range for 2 entries"));
  CHECK_THROWS_MATCHES(x.at(0, -1, 0), std::out_of_range, Catch::Message("at: index -1 is out of range for 3 entries"));
  CHECK_THROWS_MATCHES(std::as_const(x).at(0, 0, 4), std::out_of_range,
                       Catch::Message("at: index 4 is out of range for 4 entries"));
  CHECK_THROWS_MATCHES(x[0].at(3, 0), std::out_of_range, Catch::Message("at: index 3 is out of range for 3 entries"));
  x[0][1] = 9;
  CHECK(x(0, 1, 3) == 9);
  static_assert(std::is_same_v<decltype(std::as_const(x)[0](0, 0)), const int&>);
}

TEST_CASE("the size is a constant, by dimension and by structured binding", "[tensor]") {
  const Tensor<float, 2, 3, 4> x;
  static_assert(std::is_same_v<decltype(x.size()), Size<2, 3, 4>>);
  static_assert(decltype(x.size(1_c))::value == 3 && decltype(x.size(-1_c))::value == 4);
  auto [b, n, d] = x.size();
  static_assert(decltype(b)::value == 2 && decltype(n)::value == 3 && decltype(d)::value == 4);
  const Tensor<float, decltype(x.size(2_c))::value> y;
  static_assert(shape<decltype(y), 4>);
  static_assert(decltype(x.size().numel())::value == 24 && decltype(tensor(1).size().numel())::value == 1);
}

TEMPLATE_TEST_CASE("tensors are values, few elements or many", "[tensor]", (Tensor<float, 5>), (Tensor<float, 5000>)) {
  TestType x = counting<TestType>();
  TestType y = x;
  y(4) = -1;
  CHECK(x(4) == 4);
  y = x;
  CHECK(y(4) == 4);
  TestType z = std::move(y);
  CHECK(z(4) == 4);
  y = std::move(z); // a tensor that was moved from can be assigned to
  CHECK(y(4) == 4);
  TestType& self = y;
  y = self;
  CHECK(y(4) == 4);
  std::swap(x, y);
  CHECK(x(3) == 3);
  y = x + 1.f;
  CHECK(y(4) == 5);
  y = y * y;
  CHECK(y(4) == 25);
}

TEST_CASE("elements are aligned for every register", "[tensor]") {
  const auto aligned = [](const void* p) { return reinterpret_cast<std::uintptr_t>(p) % 64 == 0; };
  CHECK(aligned(zeros<float, 16>().data()));
  CHECK(aligned(zeros<float, 5000>().data()));
  CHECK(aligned(zeros<char, 5001>().data()));
}

TEST_CASE("rank 0 converts to a number", "[tensor]") {
  const Tensor<float> x = 2.5f;
  const float v = x;
  CHECK(v == 2.5f);
  const float w = x * 2.f + x;
  CHECK(w == 7.5f);
}

TEST_CASE("what is deduced from what", "[tensor]") {
  Tensor a = Tensor<int, 2, 3>(), b = a;
  Tensor n = 2.5;
  STATIC_REQUIRE(std::is_same_v<decltype(b), Tensor<int, 2, 3>>);
  STATIC_REQUIRE(std::is_same_v<decltype(n), Tensor<double>>);
}

TEST_CASE("views are swapped as what they refer to is", "[tensor]") {
  auto x = counting<Tensor<int, 2, 3>>();
  auto first = x[0], second = x[1];
  using std::swap;
  swap(first, second);
  for (int j = 0; j < 3; ++j) CHECK((x(0, j) == 3 + j && x(1, j) == j));
  std::ranges::swap(first, second);
  for (int j = 0; j < 3; ++j) CHECK((x(0, j) == j && x(1, j) == 3 + j));
}

TEST_CASE("a view of elements side by side is a range", "[tensor]") {
  auto x = counting<Tensor<int, 2, 3>>();
  std::ranges::reverse(x[1]);
  CHECK((x(1, 0) == 5 && x(1, 1) == 4 && x(1, 2) == 3));
  int sum = 0;
  for (const int v : std::as_const(x)[0]) sum += v;
  CHECK(sum == 3);
  STATIC_REQUIRE(!std::ranges::range<decltype(transpose(x, c<0>, c<1>))>);
}

TEST_CASE("a tensor that has been moved from takes values again") {
  Tensor<float, 40, 50> a, b = std::move(a);
  a = b + 1;
  CHECK(a(39, 49) == 1);
}
