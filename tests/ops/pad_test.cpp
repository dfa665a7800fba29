// SPDX-License-Identifier: BSL-1.0
// pad: borders of any width, cut as well, and their gradients.
#include "support.hpp"

#include <tenon/ops/pad.hpp>

using namespace tenon;
using namespace tenon::test;

TEST_CASE("pad puts a border around a tensor", "[ops]") {
  const auto x = filled<Tensor<float, 2, 3>>({1, 2, 3, 4, 5, 6});
  check_values(pad(x, sizes(1_c, 2_c)), {0, 1, 2, 3, 0, 0, 0, 4, 5, 6, 0, 0});
  check_values(pad(x, sizes(0_c, 0_c, 1_c, 0_c), 7.f), {7, 7, 7, 1, 2, 3, 4, 5, 6});
  check_values(pad(x, sizes(1_c, 0_c, 0_c, 1_c), -1.f), {-1, 1, 2, 3, -1, 4, 5, 6, -1, -1, -1, -1});
  check_values(pad(x + 1, sizes(0_c, 1_c)), {2, 3, 4, 0, 5, 6, 7, 0});
  check_values(pad(x, sizes()), {1, 2, 3, 4, 5, 6});
}

TEST_CASE("negative numbers cut off", "[ops]") {
  const auto x = filled<Tensor<float, 2, 3>>({1, 2, 3, 4, 5, 6});
  check_values(pad(x, sizes(-1_c, 0_c)), {2, 3, 5, 6});
  check_values(pad(x, sizes(-1_c, 2_c, 0_c, -1_c), 9.f), {2, 3, 9, 9});
  check_values(pad(x, sizes(-2_c, -1_c)), {});
}

TEST_CASE("a border receives no gradient", "[ops]") {
  const auto x = sample<Tensor<double, 2, 3, 2>>();
  check_gradient(x, [](const auto& v) { return square(pad(v, sizes(1_c, 0_c, -1_c, 2_c, 1_c, 1_c), 3.0)); });
  check_gradient(x, [](const auto& v) { return sum(square(pad(v * v, sizes(1_c, 1_c))), 2_c); });
}
