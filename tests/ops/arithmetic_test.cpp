// SPDX-License-Identifier: BSL-1.0
// Operators: broadcasting, element types, comparisons, functions of two operands and where.
#include "support.hpp"

#include <rapidcheck.h>

using namespace tenon;
using namespace tenon::test;

namespace {
template <class X> using type_of = value_of<X>;
}

TEST_CASE("numbers take the type of the tensor, tensors meet as in PyTorch", "[ops]") {
  Tensor<float, 2> f;
  Tensor<double, 2> d;
  Tensor<int, 2> i;
  Tensor<std::int64_t, 2> l;
  Tensor<bool, 2> b;
  STATIC_REQUIRE(std::is_same_v<type_of<decltype(f + 1.0)>, float>);
  STATIC_REQUIRE(std::is_same_v<type_of<decltype(2 * f)>, float>);
  STATIC_REQUIRE(std::is_same_v<type_of<decltype(f * d)>, double>);
  STATIC_REQUIRE(std::is_same_v<type_of<decltype(i + f)>, float>);
  STATIC_REQUIRE(std::is_same_v<type_of<decltype(i + 0.5)>, float>);
  STATIC_REQUIRE(std::is_same_v<type_of<decltype(i + 1)>, int>);
  STATIC_REQUIRE(std::is_same_v<type_of<decltype(i + l)>, std::int64_t>);
  STATIC_REQUIRE(std::is_same_v<type_of<decltype(b + i)>, int>);
  STATIC_REQUIRE(std::is_same_v<type_of<decltype(i / i)>, float>);
  STATIC_REQUIRE(std::is_same_v<type_of<decltype(i < f)>, bool>);
  STATIC_REQUIRE(std::is_same_v<type_of<decltype(-i)>, int>);
  // integers with and without a sign: one with a sign that holds both
  const auto small = full<std::int8_t, 2>(-1);
  const auto positive = full<std::uint8_t, 2>(200);
  const auto words = full<std::uint32_t, 2>(4000000000u);
  STATIC_REQUIRE(std::is_same_v<type_of<decltype(small + positive)>, std::int16_t>);
  STATIC_REQUIRE(std::is_same_v<type_of<decltype(words * small)>, std::int64_t>);
  STATIC_REQUIRE(std::is_same_v<type_of<decltype(i + positive)>, int>);
  CHECK(((small < positive)(0) && (positive > small)(1)));
  CHECK(((small + positive)(0) == 199 && (positive + small)(1) == 199 && (words * small)(0) == -4000000000ll));
}

TEST_CASE("shapes broadcast at their last dimensions", "[ops]") {
  const auto a = filled<Tensor<float, 2, 3>>({1, 2, 3, 4, 5, 6});
  const auto row = filled<Tensor<float, 3>>({10, 20, 30});
  const auto column = filled<Tensor<float, 2, 1>>({100, 200});
  check_values(a + row, {11, 22, 33, 14, 25, 36});
  check_values(a + column, {101, 102, 103, 204, 205, 206});
  check_values(row + column, {110, 120, 130, 210, 220, 230});
  check_values(a - 1, {0, 1, 2, 3, 4, 5});
  check_values(6 / a, {6, 3, 2, 1.5, 1.2, 1});
  // lazy operands broadcast as tensors do
  check_values(a * (row + 1), {11, 42, 93, 44, 105, 186});
  check_values(a * sum(a, 1_c, keepdim), {6, 12, 18, 60, 75, 90});
  STATIC_REQUIRE(std::is_same_v<shape_of<decltype(a + Tensor<float, 4, 1, 1>())>, Size<4, 2, 3>>);
  STATIC_REQUIRE(std::is_same_v<shape_of<decltype(a + Tensor<float>())>, Size<2, 3>>);
}

TEST_CASE("operators agree with those of numbers", "[ops][property]") {
  CHECK(rc::check("float, with broadcasting", [](const std::vector<int>& seed) {
    const auto draw = [&](std::size_t i) {
      return static_cast<float>(seed.empty() ? static_cast<int>(i) : seed[i % seed.size()] % 100) / 8.f + 0.25f;
    };
    Tensor<float, 3, 5> a;
    Tensor<float, 5> b;
    for (index i = 0; i < 15; ++i) a.data()[i] = draw(static_cast<std::size_t>(i));
    for (index i = 0; i < 5; ++i) b.data()[i] = draw(static_cast<std::size_t>(i) + 15) + 0.5f;
    const Tensor<float, 3, 5> y = (a + b) * a - a / b;
    for (index i = 0; i < 3; ++i)
      for (index j = 0; j < 5; ++j) {
        const double x = static_cast<double>(a(i, j)), z = static_cast<double>(b(j));
        RC_ASSERT(near(static_cast<double>(y(i, j)), (x + z) * x - x / z, 1e-5));
      }
  }));
}

TEST_CASE("comparisons and logic give bool", "[ops]") {
  const auto a = filled<Tensor<double, 4>>({NaN, 3, 2, 1});
  const auto b = filled<Tensor<double, 4>>({NaN, 2, 2, 2});
  check_values(a < b, {0, 0, 0, 1});
  check_values(a <= b, {0, 0, 1, 1});
  check_values(a > b, {0, 1, 0, 0});
  check_values(a >= b, {0, 1, 1, 0});
  check_values(a == b, {0, 0, 1, 0});
  check_values(a != b, {1, 1, 0, 1});
  check_values(a < 3 && a > 1, {0, 0, 1, 0});
  check_values(a < 2 || a > 2, {0, 1, 0, 1});
  check_values(!(a > 2), {1, 0, 1, 1});
  check_values(filled<Tensor<int, 3>>({7, -7, 8}) % 4, {3, -3, 0});
  // the quotient has no place, the remainder has
  check_values(filled<Tensor<int, 2>>({std::numeric_limits<int>::min(), 7}) % -1, {0, 0});
  check_values(tensor({std::numeric_limits<std::int64_t>::min()}) % std::int64_t(-1), {0});
  CHECK_THROWS_MATCHES(eval(filled<Tensor<int, 3>>({7, -7, 8}) % filled<Tensor<int, 3>>({1, 0, 2})), std::domain_error,
                       Catch::Message("%: a divisor is 0"));
}

TEST_CASE("compound assignment writes tensors and views", "[ops]") {
  auto x = filled<Tensor<float, 2, 2>>({1, 2, 3, 4});
  x += 1;
  x *= filled<Tensor<float, 2>>({2, 3});
  check_values(x, {4, 9, 8, 15});
  x -= x;
  check_values(x, {0, 0, 0, 0});
  x[1] += 5;
  x[1] /= 2;
  check_values(x, {0, 0, 2.5, 2.5});
}

TEST_CASE("maximum and minimum: nan wins, ties share the gradient", "[ops]") {
  const auto a = filled<Tensor<double, 4>>({1, 2, 3, NaN});
  const auto b = filled<Tensor<double, 4>>({2, 2, 2, -1});
  check_values(maximum(a, b), {2, 2, 3, NaN});
  check_values(minimum(a, b), {1, 2, 2, NaN});
  CHECK(gradient(a, [&](const auto& x) { return maximum(x, b); }) == std::vector<double>{0, 0.5, 1, 1});
  CHECK(gradient(b, [&](const auto& x) { return maximum(a, x); }) == std::vector<double>{1, 0.5, 0, 1});
  CHECK(gradient(a, [&](const auto& x) { return minimum(x, b); }) == std::vector<double>{1, 0.5, 0, 1});
}

TEST_CASE("pow", "[ops]") {
  const auto a = filled<Tensor<double, 5>>({0, 0, 4, -8, -2});
  const auto b = filled<Tensor<double, 5>>({0, 2, 0.5, 1.0 / 3, 3});
  check_values(tenon::pow(a, b), {1, 0, 2, NaN, -8});
  CHECK(gradient(b, [&](const auto& x) { return tenon::pow(a, x); })[0] == 0);
  CHECK(gradient(a, [](const auto& x) { return tenon::pow(x, 0); }) == std::vector<double>{0, 0, 0, 0, 0});
  const auto positive = sample<Tensor<double, 5>>(0.5, 3);
  check_gradient(positive, [&](const auto& x) { return tenon::pow(x, b); });
  check_gradient(b, [&](const auto& x) { return tenon::pow(positive, x); });
  STATIC_REQUIRE(std::is_same_v<type_of<decltype(tenon::pow(Tensor<int, 2>(), 2))>, float>);
  const auto ends = filled<Tensor<float, 2>>({-INFINITY, -0.0f});
  CHECK(eval(tenon::pow(ends, 0.5))(0) == INFINITY); // and no root
  CHECK(!std::signbit(eval(tenon::pow(ends, 0.5))(1)));
}

TEST_CASE("where selects, forward and backward", "[ops]") {
  const auto x = filled<Tensor<double, 3>>({0, 4, 9});
  check_values(where(x > 1, x, -1), {-1, 4, 9});
  check_values(where(x > 1, 0.0, x), {0, 0, 0});
  // the branch that is not chosen has an infinite slope
  CHECK(gradient(x, [](const auto& v) { return where(v > 1, tenon::sqrt(v), 0); }) ==
        std::vector<double>{0, 0.25, 1.0 / 6});
  STATIC_REQUIRE(std::is_same_v<shape_of<decltype(where(x > 1, Tensor<double, 2, 1>(), 0))>, Size<2, 3>>);
}

TEST_CASE("gradients of the operators", "[ops]") {
  const auto a = sample<Tensor<double, 2, 3>>(0.5, 2), b = sample<Tensor<double, 2, 3>>(0.5, 2, 2);
  check_gradient(a, [&](const auto& x) { return (x + b) * (b - x) / x - (-x) + b / x; });
  // an operand that broadcasts receives the sum
  const auto row = sample<Tensor<double, 3>>(0.5, 2);
  const auto column = sample<Tensor<double, 2, 1>>(0.5, 2);
  check_gradient(row, [&](const auto& x) { return a * x / (x + column); });
  check_gradient(column, [&](const auto& x) { return a * x / (x + row); });
}

TEST_CASE("division at zero", "[ops]") {
  const auto x = filled<Tensor<double, 3>>({1, 0, -1});
  check_values(x / 0, {inf, NaN, -inf});
}

TEST_CASE("expressions are constant expressions", "[ops]") {
  constexpr auto value = [] {
    Tensor<float, 3> x;
    for (int i = 0; i < 3; ++i) x(i) = static_cast<float>(i);
    return eval((x + 1) * x)(2);
  };
  STATIC_REQUIRE(value() == 6);
}
