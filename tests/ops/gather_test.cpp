// SPDX-License-Identifier: BSL-1.0
// gather, index_select, scatter_add and flip against loops, of tensors, views and expressions, and their gradients.
#include "support.hpp"

#include <stdexcept>

using namespace tenon;
using namespace tenon::test;

namespace {
template <index... N> Tensor<std::int64_t, N...> numbers_below(index entries, unsigned seed = 3) {
  std::mt19937 engine(seed);
  Tensor<std::int64_t, N...> t;
  for (auto& n : t) n = static_cast<std::int64_t>(engine() % static_cast<unsigned>(entries));
  return t;
}
} // namespace

TEST_CASE("gather along each dimension", "[ops]") {
  const auto x = filled<Tensor<float, 2, 3>>({1, 2, 3, 4, 5, 6});
  const auto columns = filled<Tensor<std::int64_t, 2, 4>>({2, 0, 1, 2, 0, 0, 1, 1});
  check_values(gather(x, 1_c, columns), {3, 1, 2, 3, 4, 4, 5, 5});
  const auto rows = filled<Tensor<int, 3, 3>>({1, 0, 1, 0, 0, 0, 1, 1, 0});
  check_values(gather(x, 0_c, rows), {4, 2, 6, 1, 2, 3, 4, 5, 3});
  check_values(gather(x, -2_c, rows), {4, 2, 6, 1, 2, 3, 4, 5, 3});
  // an index may be shorter than x in the other dimensions
  check_values(gather(x, 1_c, filled<Tensor<int, 1, 2>>({2, 1})), {3, 2});
  check_values(gather(x * 2, 1_c, filled<Tensor<int, 1, 2>>({2, 1})), {6, 4});
  check_values(gather(transpose(x, 0_c, 1_c), 0_c, filled<Tensor<int, 2, 2>>({2, 0, 1, 1})), {3, 4, 2, 5});
  check_values(gather(x, 1_c, argmax(x, 1_c, keepdim)), {3, 6});
  check_values(gather(x, 1_c, columns % 2) * 10 + 1, {11, 11, 21, 11, 41, 41, 51, 51});
}

TEMPLATE_TEST_CASE("gather of long rows agrees with a loop", "[ops]", float, double, std::int32_t) {
  const auto x = sample<Tensor<TestType, 5, 37, 3>>(-9, 9);
  const auto n = numbers_below<5, 41, 3>(37);
  const Tensor<TestType, 5, 41, 3> y = gather(x, 1_c, n);
  const Tensor<TestType, 5, 41, 3> lazy = gather(x + x, 1_c, n);
  const Tensor<TestType, 5, 41, 3> outside = gather(x, 1_c, n) + gather(x, 1_c, n);
  for (index i = 0; i < 5; ++i)
    for (index j = 0; j < 41; ++j)
      for (index k = 0; k < 3; ++k) {
        const TestType expected = x(i, n(i, j, k), k);
        REQUIRE(y(i, j, k) == expected);
        REQUIRE(lazy(i, j, k) == expected + expected);
        REQUIRE(outside(i, j, k) == expected + expected);
      }
  const auto last = numbers_below<5, 37, 40>(3);
  const Tensor<TestType, 5, 37, 40> z = gather(x, 2_c, last);
  for (index i = 0; i < 5; ++i)
    for (index j = 0; j < 37; ++j)
      for (index k = 0; k < 40; ++k) REQUIRE(z(i, j, k) == x(i, j, last(i, j, k)));
}

TEST_CASE("gather inside row functions", "[ops]") {
  const auto x = sample<Tensor<double, 6, 11>>();
  const auto n = numbers_below<6, 7>(11);
  const Tensor<double, 6, 7> chosen = gather(x, 1_c, n);
  check_values(softmax(gather(x, 1_c, n), 1_c), values_of(softmax(chosen, 1_c)));
  check_values(softmax(gather(x, 1_c, n), 0_c), values_of(softmax(chosen, 0_c)));
  check_values(sum(gather(x, 1_c, n), 0_c), values_of(sum(chosen, 0_c)));
  check_values(mean(gather(x, 1_c, n)), values_of(mean(chosen)));
  const Tensor<double, 6, 11> probabilities = softmax(x, 1_c);
  check_values(gather(softmax(x, 1_c), 1_c, n), values_of(gather(probabilities, 1_c, n)));
  check_values(transpose(gather(x, 1_c, n), 0_c, 1_c) * 2, values_of(transpose(chosen, 0_c, 1_c) * 2));
}

TEST_CASE("index_select takes whole parts", "[ops]") {
  const auto x = sample<Tensor<float, 4, 5, 6>>();
  const auto n = filled<Tensor<std::int64_t, 3>>({2, 0, 2});
  const Tensor<float, 3, 5, 6> first = index_select(x, 0_c, n);
  const Tensor<float, 4, 3, 6> middle = index_select(x, 1_c, n);
  const Tensor<float, 4, 5, 3> last = index_select(x, -1_c, n);
  const Tensor<float, 4, 5, 3> lazy = index_select(x * 2, 2_c, n) - 1;
  for (index i = 0; i < 4; ++i)
    for (index j = 0; j < 5; ++j)
      for (index k = 0; k < 6; ++k) {
        if (i < 3) CHECK(first(i, j, k) == x(n(i), j, k));
        if (j < 3) CHECK(middle(i, j, k) == x(i, n(j), k));
        if (k < 3) CHECK(last(i, j, k) == x(i, j, n(k)));
        if (k < 3) CHECK(lazy(i, j, k) == x(i, j, n(k)) * 2 - 1);
      }
}

TEST_CASE("numbers out of range throw with the number and the extent", "[ops]") {
  const Tensor<float, 2, 3> x;
  Tensor<float, 2, 1> y;
  CHECK_THROWS_AS(y = gather(x, 1_c, filled<Tensor<int, 2, 1>>({0, 3})), std::out_of_range);
  CHECK_THROWS_WITH((y = gather(x, 1_c, filled<Tensor<int, 2, 1>>({-1, 0}))),
                    "gather: index -1 is out of range for 3 entries");
  CHECK_THROWS_WITH((y = index_select(x, 1_c, filled<Tensor<int, 1>>({7}))),
                    "index_select: index 7 is out of range for 3 entries");
  Tensor<float, 2, 3> z;
  CHECK_THROWS_WITH((z = scatter_add(x, 0_c, filled<Tensor<int, 1, 1>>({2}), x)),
                    "scatter_add: index 2 is out of range for 2 entries");
}

TEST_CASE("scatter_add adds what shares a place", "[ops]") {
  const auto x = filled<Tensor<float, 3, 4>>({1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3});
  const auto n = filled<Tensor<std::int64_t, 2, 4>>({0, 1, 2, 0, 2, 1, 2, 0});
  const auto y = filled<Tensor<float, 2, 4>>({10, 20, 30, 40, 50, 60, 70, 80});
  check_values(scatter_add(x, 0_c, n, y), {11, 1, 1, 121, 2, 82, 2, 2, 53, 3, 103, 3});
  check_values(scatter_add(x * 2, 0_c, n, y * 10) + 1, {103, 3, 3, 1203, 5, 805, 5, 5, 507, 7, 1007, 7});
  const auto columns = filled<Tensor<int, 2, 3>>({3, 3, 0, 1, 1, 1});
  check_values(scatter_add(x, 1_c, columns, y), {31, 1, 1, 31, 2, 182, 2, 2, 3, 3, 3, 3});
  auto z = x;
  z = scatter_add(z, 0_c, n, y); // in place
  check_values(z, {11, 1, 1, 121, 2, 82, 2, 2, 53, 3, 103, 3});
  Tensor<float, 4, 3> turned;
  transpose(turned, 0_c, 1_c) = scatter_add(x, 0_c, n, y);
  check_values(turned, {11, 2, 53, 1, 82, 3, 1, 2, 103, 121, 2, 3});
  Tensor<double, 3, 4> wide = scatter_add(x, 0_c, n, y);
  check_values(wide, {11, 1, 1, 121, 2, 82, 2, 2, 53, 3, 103, 3});
}

TEST_CASE("flip reverses dimensions", "[ops]") {
  const auto x = filled<Tensor<float, 2, 3>>({1, 2, 3, 4, 5, 6});
  check_values(flip(x, 0_c), {4, 5, 6, 1, 2, 3});
  check_values(flip(x, -1_c), {3, 2, 1, 6, 5, 4});
  check_values(flip(x, 0_c, 1_c), {6, 5, 4, 3, 2, 1});
  check_values(flip(x + 1, 1_c) * 2, {8, 6, 4, 14, 12, 10});
  check_values(flip(x), {1, 2, 3, 4, 5, 6});
  auto y = x;
  y = flip(y, 1_c); // reads what it writes
  check_values(y, {3, 2, 1, 6, 5, 4});
  const Tensor<float> scalar = 2.f;
  check_values(flip(scalar), {2});
  const auto z = sample<Tensor<double, 3, 67>>();
  const Tensor<double, 3, 67> reversed = flip(z, 1_c);
  for (index i = 0; i < 3; ++i)
    for (index j = 0; j < 67; ++j) CHECK(reversed(i, j) == z(i, 66 - j));
}

TEST_CASE("gradients of what is chosen by number", "[ops]") {
  const auto x = sample<Tensor<double, 4, 5>>();
  const auto columns = numbers_below<4, 7>(5);
  const auto rows = numbers_below<6, 5>(4);
  check_gradient(x, [&](const auto& v) { return gather(v, 1_c, columns); });
  check_gradient(x, [&](const auto& v) { return gather(v, 0_c, rows); });
  check_gradient(x, [&](const auto& v) { return square(gather(square(v), 1_c, columns)); });
  check_gradient(x, [&](const auto& v) { return softmax(gather(v, 1_c, columns), 1_c); });
  check_gradient(x, [&](const auto& v) { return sum(gather(v, 0_c, rows) * 3, 0_c); });
  check_gradient(x, [&](const auto& v) { return index_select(tenon::sin(v), 1_c, select(columns, 0_c, 0_c)); });
  check_gradient(x, [&](const auto& v) { return flip(v * v, 0_c, 1_c); });
  check_gradient(x,
                 [&](const auto& v) { return scatter_add(square(v), 0_c, rows % 4, sample<Tensor<double, 6, 5>>()); });
  check_gradient(x, [&](const auto& v) {
    return scatter_add(Tensor<double, 9, 5>(), 0_c, filled<Tensor<int, 4, 5>>({8, 7, 6, 5, 4, 3, 2, 1, 0, 8, //
                                                                               7, 6, 5, 4, 3, 2, 1, 0, 0, 0}),
                       square(v));
  });
}

TEST_CASE("what is scattered may repeat elements", "[ops]") {
  const Tensor<int, 4, 3> rows = tensor({{0, 1, 2}, {1, 1, 0}, {2, 0, 0}, {2, 1, 2}});
  const Tensor<double, 3> row = tensor({1.0, 10.0, 100.0});
  const Tensor<double, 4, 1> column = tensor({{1.0}, {10.0}, {100.0}, {1000.0}});
  const Tensor<double, 3, 3> start = full<double, 3, 3>(0.5);
  const auto check = [&](const auto& source) {
    Tensor<double, 3, 3> expected = start;
    const auto copy = eval(source);
    for (index i = 0; i < 4; ++i)
      for (index j = 0; j < 3; ++j) expected(rows(i, j), j) += copy(i, j);
    CHECK(all(scatter_add(start, 0_c, rows, source) == expected));
    CHECK(all(scatter_add(start, 0_c, rows, source) * 2 == expected * 2));
  };
  check(expand(row, 4_c, 3_c));
  check(expand(column, 4_c, 3_c));
  check(expand(Tensor<double>(3), 4_c, 3_c));
}
