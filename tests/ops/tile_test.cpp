// SPDX-License-Identifier: BSL-1.0
// repeat and roll at every coordinate.
#include "support.hpp"

using namespace tenon;
using namespace tenon::test;

TEST_CASE("repeat copies along each dimension", "[ops]") {
  const auto x = filled<Tensor<float, 2, 2>>({1, 2, 3, 4});
  check_values(repeat(x, 1_c, 2_c), {1, 2, 1, 2, 3, 4, 3, 4});
  check_values(repeat(x, 2_c, 1_c), {1, 2, 3, 4, 1, 2, 3, 4});
  check_values(repeat(x, 2_c, 1_c, 2_c), {1, 2, 1, 2, 3, 4, 3, 4, 1, 2, 1, 2, 3, 4, 3, 4});
  check_values(repeat(x * 2, 1_c, 2_c) + 1, {3, 5, 3, 5, 7, 9, 7, 9});
  CHECK(values_of(repeat(x, 0_c, 2_c)).empty());
  const Tensor<float> scalar = 5.f;
  check_values(repeat(scalar, 3_c), {5, 5, 5});
  check_values(repeat(scalar), {5});

  const auto y = sample<Tensor<float, 3, 1, 5>>();
  const Tensor<float, 2, 6, 4, 15> z = repeat(y, 2_c, 2_c, 4_c, 3_c);
  for (index a = 0; a < 2; ++a)
    for (index i = 0; i < 6; ++i)
      for (index j = 0; j < 4; ++j)
        for (index k = 0; k < 15; ++k) CHECK(z(a, i, j, k) == y(i % 3, 0, k % 5));
}

TEST_CASE("roll moves elements round", "[ops]") {
  const auto x = filled<Tensor<float, 2, 3>>({1, 2, 3, 4, 5, 6});
  check_values(roll(x, 1_c, 1_c), {3, 1, 2, 6, 4, 5});
  check_values(roll(x, -1_c, 1_c), {2, 3, 1, 5, 6, 4});
  check_values(roll(x, 7_c, -2_c), {4, 5, 6, 1, 2, 3});
  check_values(roll(x, dims(1_c, 2_c), dims(0_c, 1_c)), {5, 6, 4, 2, 3, 1});
  check_values(roll(x, 2_c), {5, 6, 1, 2, 3, 4});
  check_values(roll(x, 3_c, 1_c), {1, 2, 3, 4, 5, 6});
  check_values(roll(x * 2, 1_c, 0_c) + 1, {9, 11, 13, 3, 5, 7});
  auto y = x;
  y = roll(y, 1_c, 1_c);
  check_values(y, {3, 1, 2, 6, 4, 5});
  CHECK(values_of(roll(Tensor<float, 0, 2>(), 1_c, 0_c)).empty());
}

TEST_CASE("gradients of copies add up, of parts move back", "[ops]") {
  const auto x = sample<Tensor<double, 2, 3>>();
  check_gradient(x, [](const auto& v) { return repeat(square(v), 2_c, 1_c, 3_c); });
  check_gradient(x, [](const auto& v) { return roll(square(v), dims(1_c, 1_c), dims(0_c, 1_c)); });
  check_gradient(x, [](const auto& v) { return square(roll(v, 2_c)); });
}

TEST_CASE("what is repeated and computed is written to any view", "[ops]") {
  const Tensor<float, 5, 3, 4> x = [] {
    Generator g(1);
    return Tensor<float, 5, 3, 4>(randn(g));
  }();
  const auto e = repeat(sum(x, 0_c), 1_c, 2_c, 1_c); // (1, 6, 4)
  const auto wanted = eval(sum(x, 0_c));
  Tensor<float, 7, 2, 9> buffer = full<float, 7, 2, 9>(7);
  auto view = permute(narrow(narrow(narrow(buffer, 0_c, 1_c, 6_c), 1_c, 1_c, 1_c), 2_c, 0_c, 4_c), 1_c, 0_c, 2_c);
  view = e;
  for (index i = 0; i < 6; ++i)
    for (index j = 0; j < 4; ++j) CHECK(view(0, i, j) == wanted(i % 3, j));
  CHECK((buffer(0, 1, 0) == 7 && buffer(1, 0, 0) == 7 && buffer(1, 1, 4) == 7));
}
