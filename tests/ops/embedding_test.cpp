// SPDX-License-Identifier: BSL-1.0
// Rows by number, and one_hot.
#include "support.hpp"

using namespace tenon;
using namespace tenon::test;

TEST_CASE("embedding looks rows up; its gradient adds up in them", "[ops]") {
  const auto table = filled<Tensor<double, 3, 2>>({1, 2, 3, 4, 5, 6});
  const auto ids = filled<Tensor<std::int64_t, 2, 2>>({2, 0, 2, 1});
  check_values(embedding(ids, table), {5, 6, 1, 2, 5, 6, 3, 4});
  STATIC_REQUIRE(std::is_same_v<shape_of<decltype(embedding(ids, table))>, Size<2, 2, 2>>);
  const auto slope = [&](embedding_options options) {
    return gradient(table, [&](const auto& w) { return embedding(ids, w, options); });
  };
  CHECK(slope({}) == std::vector<double>{1, 1, 1, 1, 2, 2});
  CHECK(slope({.padding_idx = 2}) == std::vector<double>{1, 1, 1, 1, 0, 0});
  CHECK(slope({.padding_idx = -3}) == std::vector<double>{0, 0, 1, 1, 2, 2});
  check_values(embedding(ids, table, {.padding_idx = 2}), {5, 6, 1, 2, 5, 6, 3, 4});
  // as part of an expression, from a strided table, by numbers of another type
  check_values(sum(embedding(ids, table) * 2, -1_c), {22, 6, 22, 14});
  const auto small = filled<Tensor<int, 2>>({1, 0});
  check_values(embedding(small, transpose(table, 0_c, 1_c)), {2, 4, 6, 1, 3, 5});
  check_gradient(table, [&](const auto& w) { return tenon::sin(embedding(ids, w)); });
}

TEST_CASE("numbers outside the table throw", "[ops]") {
  const Tensor<float, 3, 2> table;
  CHECK_THROWS_MATCHES(eval(embedding(filled<Tensor<std::int64_t, 2>>({0, 3}), table)), std::out_of_range,
                       Catch::Message("embedding: index 3 is out of range for 3 entries"));
  CHECK_THROWS_MATCHES(eval(embedding(filled<Tensor<std::int64_t, 2>>({-1, 0}), table)), std::out_of_range,
                       Catch::Message("embedding: index -1 is out of range for 3 entries"));
  const auto ids = filled<Tensor<std::int64_t, 2>>({0, 1});
  CHECK_THROWS_MATCHES(embedding(ids, table, {.padding_idx = 3}), std::invalid_argument,
                       Catch::Message("embedding: padding_idx is 3 for a table of 3 entries"));
  CHECK_THROWS_MATCHES(embedding(ids, table, {.padding_idx = -4}), std::invalid_argument,
                       Catch::Message("embedding: padding_idx is -4 for a table of 3 entries"));
}

TEST_CASE("one_hot", "[ops]") {
  const auto ids = filled<Tensor<std::int64_t, 2>>({2, 0});
  check_values(one_hot(ids, 3_c), {0, 0, 1, 1, 0, 0});
  STATIC_REQUIRE(std::is_same_v<value_of<decltype(one_hot(ids, 3_c))>, std::int64_t>);
  CHECK_THROWS_MATCHES(eval(one_hot(ids, 2_c)), std::out_of_range,
                       Catch::Message("one_hot: index 2 is out of range for 2 entries"));
  CHECK_THROWS_MATCHES(eval(one_hot(ids - 1, 3_c)), std::out_of_range,
                       Catch::Message("one_hot: index -1 is out of range for 3 entries"));
  // what lies beyond the data is no number of a class
  Tensor<std::int64_t, 19> many;
  for (index i = 0; i < 19; ++i) many(i) = i % 3 + 1;
  const Tensor<std::int64_t, 19, 3> rows = one_hot(many - 1, 3_c);
  for (index i = 0; i < 19; ++i)
    for (index k = 0; k < 3; ++k) CHECK(rows(i, k) == (i % 3 == k ? 1 : 0));
}
