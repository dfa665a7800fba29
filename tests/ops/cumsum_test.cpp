// SPDX-License-Identifier: BSL-1.0
// Cumulative sums along each dimension, of long rows, in place, and their gradients.
#include "support.hpp"

using namespace tenon;
using namespace tenon::test;

TEST_CASE("cumsum along each dimension", "[ops]") {
  auto x = filled<Tensor<double, 2, 3>>({1, 2, 3, 4, 5, 6});
  check_values(cumsum(x, 0_c), {1, 2, 3, 5, 7, 9});
  check_values(cumsum(x, -1_c), {1, 3, 6, 4, 9, 15});
  check_values(cumsum(x * 2, 1_c) + 1, {3, 7, 13, 9, 19, 31});
  check_values(transpose(cumsum(x, 1_c), 0_c, 1_c), {1, 4, 3, 9, 6, 15});
  const auto y = sample<Tensor<double, 2, 3, 4>>();
  const Tensor<double, 2, 3, 4> s = cumsum(y, 1_c);
  for (index i = 0; i < 2; ++i)
    for (index k = 0; k < 4; ++k) {
      double sum = 0;
      for (index j = 0; j < 3; ++j) CHECK(near(s(i, j, k), sum += y(i, j, k), 1e-12));
    }
  x = cumsum(x, 1_c);
  check_values(x, {1, 3, 6, 4, 9, 15});
  view(x, 3_c, 2_c) = cumsum(view(x, 3_c, 2_c), 0_c);
  check_values(x, {1, 3, 7, 7, 16, 22});
}

TEST_CASE("cumsum of integers, of a scalar and of nothing", "[ops]") {
  STATIC_REQUIRE(std::is_same_v<value_of<decltype(cumsum(Tensor<int, 2>(), 0_c))>, std::int64_t>);
  check_values(cumsum(filled<Tensor<int, 3>>({1, -2, 5}), 0_c), {1, -1, 4});
  check_values(cumsum(filled<Tensor<int, 3>>({1, -2, 5}) > 0, 0_c), {1, 1, 2});
  const Tensor<double> scalar = 2.0;
  check_values(cumsum(scalar, 0_c), {2});
  CHECK(values_of(cumsum(Tensor<float, 0>(), 0_c)).empty());
}

TEST_CASE("cumsum of a long row loses no digits", "[ops]") {
  static Tensor<float, 1 << 20> x;
  for (auto& v : x) v = 0.1f;
  const auto last = narrow(cumsum(x, 0_c), 0_c, c<(1 << 20) - 1>, 1_c);
  CHECK(near(values_of(last)[0], (1 << 20) * static_cast<double>(0.1f), 1e-7));
}

TEST_CASE("gradient of cumsum", "[ops]") {
  const auto x = sample<Tensor<double, 2, 3>>();
  check_gradient(x, [](const auto& v) { return cumsum(square(v), 0_c); });
  check_gradient(x, [](const auto& v) { return tenon::sin(cumsum(v, 1_c)); });
  check_gradient(x, [](const auto& v) { return transpose(cumsum(v, 1_c), 0_c, 1_c); });
}
