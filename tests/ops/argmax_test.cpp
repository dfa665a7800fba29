// SPDX-License-Identifier: BSL-1.0
// Where the extrema are: the first of equal ones, nan before all.
#include "support.hpp"

using namespace tenon;
using namespace tenon::test;

TEST_CASE("argmax and argmin along dimensions and through all elements", "[ops]") {
  const auto x = filled<Tensor<float, 2, 3>>({1, 5, 2, 7, 0, 7});
  check_values(argmax(x, 1_c), {1, 0});
  check_values(argmax(x, 0_c), {1, 0, 1});
  check_values(argmin(x, -1_c), {0, 1});
  check_values(argmax(x), {3});
  check_values(argmin(x), {4});
  STATIC_REQUIRE(std::is_same_v<shape_of<decltype(argmax(x, 1_c, keepdim))>, Size<2, 1>>);
  STATIC_REQUIRE(std::is_same_v<value_of<decltype(argmax(x, 1_c))>, std::int64_t>);
  STATIC_REQUIRE(std::is_same_v<shape_of<decltype(argmax(x))>, Size<>>);
  check_values(argmax(transpose(x, 0_c, 1_c)), {1});
  check_values(argmax(x * -1, 1_c), {0, 1});
  check_values(argmax(filled<Tensor<int, 3>>({4, 9, 9}), 0_c), {1});
}

TEST_CASE("nan counts as the extremum, the first one", "[ops]") {
  const auto x = filled<Tensor<double, 2, 4>>({1, NaN, 9, NaN, -inf, -inf, -inf, -inf});
  check_values(argmax(x, 1_c), {1, 0});
  check_values(argmin(x, 1_c), {1, 0});
}

TEST_CASE("argmax of a scalar is 0", "[ops]") {
  const Tensor<double> scalar = 3.0;
  check_values(argmax(scalar, 0_c), {0});
  check_values(argmax(scalar), {0});
}

TEST_CASE("argmax over long rows", "[ops]") {
  auto x = sample<Tensor<float, 3, 1000>>();
  x(0, 999) = x(1, 0) = x(2, 500) = 3;
  check_values(argmax(x, 1_c), {999, 0, 500});
}
