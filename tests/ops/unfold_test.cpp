// SPDX-License-Identifier: BSL-1.0
// unfold: windows onto memory and onto lazy operands, and gradients that add up where windows overlap.
#include "support.hpp"

#include <tenon/tensor/unfold.hpp>

using namespace tenon;
using namespace tenon::test;

TEST_CASE("windows of a tensor are a view of it", "[ops]") {
  Tensor<int, 2, 7> x;
  for (index i = 0; i < x.numel; ++i) x.data()[i] = static_cast<int>(i);
  const auto w = unfold(x, -1_c, 3_c, 2_c);
  STATIC_REQUIRE(std::is_same_v<shape_of<decltype(w)>, Size<2, 3, 3>>);
  CHECK(w.data() == x.data());
  check_values(w, {0, 1, 2, 2, 3, 4, 4, 5, 6, 7, 8, 9, 9, 10, 11, 11, 12, 13});
  check_values(unfold(x, 1_c, 3_c, 1_c, 3_c), {0, 3, 6, 7, 10, 13});
  check_values(unfold(x, 0_c, 2_c, 1_c), {0, 7, 1, 8, 2, 9, 3, 10, 4, 11, 5, 12, 6, 13});
  check_values(unfold(x, 1_c, 7_c, 5_c), {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13});
  check_values(unfold(unfold(x, 1_c, 6_c, 1_c), 0_c, 2_c, 1_c),
               {0, 7, 1, 8, 2, 9, 3, 10, 4, 11, 5, 12, 1, 8, 2, 9, 3, 10, 4, 11, 5, 12, 6, 13});
}

TEST_CASE("windows of a lazy operand store it once", "[ops]") {
  Tensor<int, 7> x;
  for (index i = 0; i < x.numel; ++i) x.data()[i] = static_cast<int>(i);
  const auto e = unfold(x * 2, 0_c, 3_c, 2_c);
  check_values(e, {0, 2, 4, 4, 6, 8, 8, 10, 12});
  check_values(sum(e, 1_c), {6, 18, 30});
  check_values(unfold(e, 0_c, 2_c, 1_c), {0, 4, 2, 6, 4, 8, 4, 8, 6, 10, 8, 12});
  const auto sums = sum(unfold(unfold(x * 2, 0_c, 3_c, 1_c), 0_c, 2_c, 1_c), dims(1_c, 2_c));
  check_values(sums, {18, 30, 42, 54});
}

TEST_CASE("gradients of overlapping windows add up", "[ops]") {
  const auto x = sample<Tensor<double, 2, 7>>();
  const auto m = sample<Tensor<double, 3, 4>>(-1, 1, 3);
  for (const double g : gradient(sample<Tensor<float, 1, 3>>(), [](const auto& v) { return unfold(v, 1_c, 3_c, 1_c); }))
    CHECK(g == 1);
  const auto shares = gradient(sample<Tensor<float, 5>>(), [](const auto& v) { return unfold(v, 0_c, 3_c, 1_c); });
  CHECK(shares == std::vector<double>{1, 2, 3, 2, 1});
  check_gradient(x, [](const auto& v) { return square(unfold(v, 1_c, 3_c, 1_c)); });
  check_gradient(x, [](const auto& v) { return square(unfold(v * v, 1_c, 3_c, 1_c, 2_c)); });
  check_gradient(x,
                 [](const auto& v) { return sum(square(unfold(unfold(v * v, 1_c, 3_c, 1_c), 0_c, 2_c, 1_c)), 1_c); });
  check_gradient(x, [&](const auto& v) { return matmul(unfold(v, 1_c, 3_c, 1_c), m); });
  check_gradient(
      x, [&](const auto& v) { return matmul(transpose(m, 0_c, 1_c), transpose(unfold(v, 1_c, 3_c, 2_c), 1_c, 2_c)); });
  check_gradient(x, [&](const auto& v) { return matmul(unfold(v * v, 1_c, 3_c, 1_c), m); });
}

TEST_CASE("a product adds up the gradients of rows that are one", "[ops]") {
  const auto m = sample<Tensor<double, 3, 4>>(-1, 1, 3);
  check_gradient(sample<Tensor<double, 1, 3>>(), [&](const auto& v) { return matmul(expand(v, 5_c, 3_c), m); });
  check_gradient(sample<Tensor<double, 3, 1>>(),
                 [&](const auto& v) { return matmul(transpose(m, 0_c, 1_c), expand(v, 3_c, 6_c)); });
}
