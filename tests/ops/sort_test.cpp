// SPDX-License-Identifier: BSL-1.0
// topk, sort and argsort against std::stable_sort, with ties and nan, and the gradient of the values.
#include "support.hpp"

#include <algorithm>
#include <numeric>

using namespace tenon;
using namespace tenon::test;

namespace {
// places of a line in order; nan is the largest
std::vector<index> sorted_places(const std::vector<double>& line, bool descending) {
  std::vector<index> places(line.size());
  std::iota(places.begin(), places.end(), index(0));
  const auto larger = [&](index a, index b) {
    const double x = line[static_cast<std::size_t>(a)], y = line[static_cast<std::size_t>(b)];
    return x > y || (std::isnan(x) && !std::isnan(y));
  };
  std::stable_sort(places.begin(), places.end(),
                   [&](index a, index b) { return descending ? larger(a, b) : larger(b, a); });
  return places;
}
} // namespace

TEST_CASE("topk of rows and columns", "[ops]") {
  const auto x = filled<Tensor<float, 2, 4>>({3, 9, 1, 7, 4, 4, 8, 2});
  auto [values, indices] = topk(x, 2_c);
  check_values(values, {9, 7, 8, 4});
  check_values(indices, {1, 3, 2, 0});
  auto smallest = topk(x, 3_c, 1_c, {.largest = false});
  check_values(smallest.values, {1, 3, 7, 2, 4, 4});
  check_values(smallest.indices, {2, 0, 3, 3, 0, 1});
  check_values(topk(x, 1_c, 0_c).values, {4, 9, 8, 7});
  check_values(topk(x, 1_c, 0_c).indices, {1, 0, 1, 0});
  check_values(topk(x * -1, 1_c).values * 2, {-2, -4});
  check_values(topk(x, 2_c, {.largest = false}).indices, {2, 0, 3, 0});
  CHECK(values_of(topk(x, 0_c).values).empty());
  STATIC_REQUIRE(std::is_same_v<decltype(topk(x, 2_c).indices), Tensor<std::int64_t, 2, 2>>);
}

TEST_CASE("sort puts nan last and keeps equal elements in order", "[ops]") {
  const auto x = filled<Tensor<double, 6>>({2, NaN, -inf, 2, inf, 2});
  check_values(sort(x).values, {-inf, 2, 2, 2, inf, NaN});
  check_values(sort(x).indices, {2, 0, 3, 5, 4, 1});
  check_values(sort(x, {.descending = true}).indices, {1, 4, 0, 3, 5, 2});
  check_values(argsort(x), {2, 0, 3, 5, 4, 1});
  check_values(argsort(x, 0_c, {.descending = true}), {1, 4, 0, 3, 5, 2});
}

TEMPLATE_TEST_CASE("orders agree with std::stable_sort", "[ops]", float, double, std::int64_t) {
  auto x = sample<Tensor<TestType, 3, 101, 2>>(-20, 20);
  for (auto& v : x) v = std::round(static_cast<double>(v)) == 0 ? TestType(3) : v;
  for (const bool descending : {false, true}) {
    const auto all = sort(x, 1_c, {.descending = descending});
    const Tensor<std::int64_t, 3, 101, 2> places = argsort(x, 1_c, {.descending = descending});
    const auto some = topk(transpose(x, 1_c, 2_c), 17_c, -1_c, {.largest = descending});
    const Tensor<TestType, 3, 101, 2> values = all.values;
    for (index i = 0; i < 3; ++i)
      for (index k = 0; k < 2; ++k) {
        std::vector<double> line;
        for (index j = 0; j < 101; ++j) line.push_back(static_cast<double>(x(i, j, k)));
        const auto expected = sorted_places(line, descending);
        for (index j = 0; j < 101; ++j) {
          REQUIRE(all.indices(i, j, k) == expected[static_cast<std::size_t>(j)]);
          REQUIRE(places(i, j, k) == expected[static_cast<std::size_t>(j)]);
          REQUIRE(values(i, j, k) == x(i, expected[static_cast<std::size_t>(j)], k));
          if (j < 17) REQUIRE(some.indices(i, k, j) == expected[static_cast<std::size_t>(j)]);
        }
      }
  }
}

TEST_CASE("the values of a sort are differentiable", "[ops]") {
  const auto x = sample<Tensor<double, 3, 5>>();
  check_gradient(x, [](const auto& v) { return topk(v, 2_c).values; });
  check_gradient(x, [](const auto& v) { return square(sort(v, 0_c).values); });
  // the gradient goes where the elements were
  CHECK(gradient(filled<Tensor<double, 4>>({3, 9, 1, 7}), [](const auto& v) { return topk(v, 2_c).values; }) ==
        std::vector<double>{0, 1, 0, 1});
}
