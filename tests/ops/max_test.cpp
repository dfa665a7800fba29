// SPDX-License-Identifier: BSL-1.0
// max and min along a dimension: values, places, and a gradient that goes to one element only.
#include "support.hpp"

using namespace tenon;
using namespace tenon::test;

static_assert([] {
  constexpr Tensor<double, 2, 3> x = tensor({{1.0, 5.0, 2.0}, {7.0, 0.0, 7.0}});
  const auto [values, indices] = max(x, 1_c);
  return values(0) == 5 && values(1) == 7 && indices(0) == 1 && indices(1) == 0;
}());

TEST_CASE("max and min along a dimension give values and places", "[ops]") {
  const auto x = filled<Tensor<float, 2, 3>>({1, 5, 2, 7, 0, 7});
  const auto [values, indices] = max(x, 1_c);
  check_values(values, {5, 7});
  check_values(indices, {1, 0});
  check_values(max(x, 0_c).values, {7, 5, 7});
  check_values(max(x, 0_c).indices, {1, 0, 1});
  check_values(min(x, -1_c).values, {1, 0});
  check_values(min(x, -1_c).indices, {0, 1});
  check_values(max(x * -1 + 2, 1_c).values * 2, {2, 4});
  const auto kept = max(x, 1_c, keepdim);
  STATIC_REQUIRE(std::is_same_v<shape_of<decltype(kept.values)>, Size<2, 1>>);
  STATIC_REQUIRE(std::is_same_v<decltype(kept.indices), Tensor<std::int64_t, 2, 1>>);
  check_values(x - kept.values, {-4, 0, -3, 0, -7, 0});
  check_values(max(filled<Tensor<int, 2, 2>>({3, 9, 9, 4}), 0_c).values, {9, 9});
  check_values(max(filled<Tensor<double, 3>>({0, 1, 1}) > 0.5, 0_c).indices, {1});
}

TEST_CASE("the first nan is the extremum", "[ops]") {
  const auto x = filled<Tensor<double, 2, 4>>({1, NaN, 9, NaN, -inf, -inf, -inf, -inf});
  check_values(max(x, 1_c).values, {NaN, -inf});
  check_values(max(x, 1_c).indices, {1, 0});
  check_values(min(x, 1_c).indices, {1, 0});
}

TEST_CASE("a scalar is its own extremum", "[ops]") {
  const Tensor<double> scalar = 3.0;
  check_values(max(scalar, 0_c).values, {3});
  check_values(max(scalar, 0_c).indices, {0});
}

TEST_CASE("the gradient goes to the element that was returned, also among equal ones", "[ops]") {
  const auto x = filled<Tensor<double, 2, 3>>({4, 9, 9, 1, 1, 1});
  CHECK(gradient(x, [](const auto& v) { return max(v, 1_c).values; }) == std::vector<double>{0, 1, 0, 1, 0, 0});
  CHECK(gradient(x, [](const auto& v) { return min(v, 0_c, keepdim).values; }) ==
        std::vector<double>{0, 0, 0, 1, 1, 1});
  check_gradient(sample<Tensor<double, 3, 5>>(), [](const auto& v) { return max(v * v, 0_c).values; });
}

TEST_CASE("max and min of all elements, and of two tensors", "[ops]") {
  const auto x = filled<Tensor<double, 4>>({1, 2, 3, NaN}), y = filled<Tensor<double, 4>>({4, 2, 1, 0});
  check_values(max(y), {4});
  check_values(min(y), {0});
  check_values(max(x, y), {4, 2, 3, NaN});
  check_values(min(x, y), {1, 2, 1, NaN});
}
