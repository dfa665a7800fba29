// SPDX-License-Identifier: BSL-1.0
// Distances for constant and run-time p: values, broadcasting, gradients at zero and at ties.
#include "support.hpp"

using namespace tenon;
using namespace tenon::test;

namespace {

double p_norm(const std::vector<double>& d, double p) {
  double s = 0, largest = 0, smallest = inf;
  for (const double v : d) {
    largest = std::max(largest, std::abs(v));
    smallest = std::min(smallest, std::abs(v));
    s += p == 0 ? (v != 0) : std::pow(std::abs(v), p);
  }
  return p == inf ? largest : p == -inf ? smallest : p == 0 ? s : std::pow(s, 1 / p);
}

// the distances of rows in a p that may be a type
template <class P> void check_order(P p, double order) {
  const auto a = sample<Tensor<double, 4, 5>>(), b = sample<Tensor<double, 4, 5>>(-2, 2, 2);
  std::vector<double> expected;
  for (index i = 0; i < 4; ++i) {
    std::vector<double> d;
    for (index k = 0; k < 5; ++k) d.push_back(a(i, k) - b(i, k) + 1e-6);
    expected.push_back(p_norm(d, order));
  }
  INFO("p is " << order);
  check_values(pairwise_distance(a, b, p), expected);
  check_gradient(a, [&](const auto& v) { return pairwise_distance(v, b, p); });
  const Tensor<float, 4, 5> fa = a, fb = b;
  check_values(pairwise_distance(fa, fb, p), expected);
}

} // namespace

TEST_CASE("pairwise_distance in every norm", "[ops]") {
  check_order(2_c, 2);
  check_order(1_c, 1);
  check_order(0_c, 0);
  check_order(infinity, inf);
  check_order(-infinity, -inf);
  for (const double p : {0.0, 0.5, 1.0, 2.0, 3.5, -1.0, inf, -inf}) check_order(p, p);
}

TEST_CASE("eps is added to the signed difference", "[ops]") {
  const auto a = filled<Tensor<double, 4>>({0, 0, 0, 0});
  CHECK(near(static_cast<double>(pairwise_distance(a, a)), 2e-6, 1e-18));
  CHECK(static_cast<double>(pairwise_distance(a, a, 0_c)) == 4);
  CHECK(static_cast<double>(pairwise_distance(a, a, 0.0)) == 4);
  CHECK(static_cast<double>(pairwise_distance(a, a, 2_c, 0)) == 0);
  CHECK(static_cast<double>(pairwise_distance(a, a, 0_c, 0)) == 0);
  const auto b = filled<Tensor<double, 4>>({0, 0, 0, 1e-6});
  CHECK(near(static_cast<double>(pairwise_distance(a, b, 1_c)), 3e-6, 1e-18));
}

TEST_CASE("rows broadcast, keepdim keeps a last 1", "[ops]") {
  const auto a = sample<Tensor<float, 3, 2>>();
  const auto b = sample<Tensor<float, 2>>();
  const Tensor<float, 3> d = pairwise_distance(a, b, 2_c, 0);
  for (index i = 0; i < 3; ++i)
    CHECK(near(static_cast<double>(d(i)),
               std::hypot(static_cast<double>(a(i, 0) - b(0)), static_cast<double>(a(i, 1) - b(1))), 1e-6));
  STATIC_REQUIRE(std::is_same_v<shape_of<decltype(pairwise_distance(a, b, keepdim))>, Size<3, 1>>);
  STATIC_REQUIRE(std::is_same_v<shape_of<decltype(pairwise_distance(a, b, 1_c, keepdim))>, Size<3, 1>>);
  STATIC_REQUIRE(std::is_same_v<shape_of<decltype(pairwise_distance(b, b, 1.0, 0, keepdim))>, Size<1>>);
  STATIC_REQUIRE(std::is_same_v<shape_of<decltype(pairwise_distance(b, b))>, Size<>>);
  STATIC_REQUIRE(std::is_same_v<shape_of<decltype(pairwise_distance(Tensor<float>(), Tensor<float>()))>, Size<>>);
  STATIC_REQUIRE(std::is_same_v<value_of<decltype(pairwise_distance(Tensor<int, 2>(), Tensor<int, 2>()))>, float>);
}

TEST_CASE("distances that overflow or meet nan", "[ops]") {
  const auto a = filled<Tensor<float, 2, 2>>({1e30f, 0, float(NaN), 0});
  const Tensor<float, 2, 2> b;
  check_values(pairwise_distance(a, b), {inf, NaN});
  check_values(pairwise_distance(a, b, 0_c), {2, 2});
  check_values(pairwise_distance(a, b, infinity), {static_cast<double>(1e30f), NaN});
}

TEST_CASE("gradients at zero distance are zero, ties share", "[ops]") {
  const Tensor<double, 2> zero;
  const auto slope = [&](const Tensor<double, 2>& x, auto p) {
    return gradient(x, [&](const auto& v) { return pairwise_distance(v, zero, p, 0); });
  };
  const std::vector<double> none{0, 0};
  CHECK(slope(zero, 2_c) == none);
  CHECK(slope(zero, 1_c) == none);
  CHECK(slope(zero, infinity) == none);
  for (const double p : {0.0, 0.5, 1.0, 2.0, 3.0, inf}) CHECK(slope(zero, p) == none);
  const auto x = filled<Tensor<double, 2>>({2, -2});
  CHECK(slope(x, infinity) == std::vector<double>{0.5, -0.5});
  CHECK(slope(x, inf) == std::vector<double>{0.5, -0.5});
  CHECK(slope(filled<Tensor<double, 2>>({0, 4}), 0.5) == std::vector<double>{0, 1});
}

TEST_CASE("cdist takes every pair of rows, by direct differences", "[ops]") {
  const auto a = sample<Tensor<double, 2, 3, 4>>();
  const auto b = sample<Tensor<double, 5, 4>>(-2, 2, 2);
  const auto expect = [&](double p) {
    std::vector<double> expected;
    for (index n = 0; n < 2; ++n)
      for (index i = 0; i < 3; ++i)
        for (index j = 0; j < 5; ++j) {
          std::vector<double> d;
          for (index k = 0; k < 4; ++k) d.push_back(a(n, i, k) - b(j, k));
          expected.push_back(p_norm(d, p));
        }
    return expected;
  };
  check_values(cdist(a, b), expect(2));
  check_values(cdist(a, b, 1_c), expect(1));
  check_values(cdist(a, b, infinity), expect(inf));
  check_values(cdist(a, b, 3.0), expect(3));
  check_gradient(b, [&](const auto& v) { return cdist(a, v); });
  CHECK_THROWS_MATCHES(cdist(a, b, -1.0), std::invalid_argument,
                       Catch::Message("cdist: p is -1.000000; expected a number from 0 on"));

  // far from zero the distance of a row to itself is still 0
  Tensor<float, 30, 3> far = sample<Tensor<float, 30, 3>>();
  far += 1000;
  const Tensor<float, 30, 30> d = cdist(far, far);
  for (index i = 0; i < 30; ++i) CHECK(d(i, i) == 0);
  // each tied maximum receives all of the gradient
  const auto x = filled<Tensor<double, 1, 2>>({2, -2});
  CHECK(gradient(x, [](const auto& v) { return cdist(v, Tensor<double, 1, 2>(), infinity); }) ==
        std::vector<double>{1, -1});
}

TEST_CASE("cdist of few rows, to two registers of columns and one more", "[ops]") {
  constexpr index columns = 2 * native_lanes<float> + 1;
  const auto check = []<index... Rows>(std::integer_sequence<index, Rows...>) {
    (
        [] {
          INFO(Rows << " rows");
          const auto a = sample<Tensor<float, Rows, 3>>();
          const auto b = sample<Tensor<float, columns, 3>>(-2, 2, 2);
          std::vector<double> expected;
          for (index i = 0; i < Rows; ++i)
            for (index j = 0; j < columns; ++j)
              expected.push_back(p_norm({double(a(i, 0)) - double(b(j, 0)), double(a(i, 1)) - double(b(j, 1)),
                                         double(a(i, 2)) - double(b(j, 2))},
                                        2));
          check_values(cdist(a, b), expected, 1e-6);
        }(),
        ...);
  };
  check(std::integer_sequence<index, 1, 2, 3, 4, 5, 6, 7, 8, 9>());
}

TEST_CASE("cosine_similarity", "[ops]") {
  const auto a = filled<Tensor<double, 2, 2>>({3, 4, 1, 0}), b = filled<Tensor<double, 2, 2>>({0, 0, 1, 1});
  check_values(cosine_similarity(a, b), {0, std::sqrt(0.5)});
  // operands broadcast before their norms are taken, also along the dimension
  const auto column = filled<Tensor<double, 2, 1>>({2, -1});
  const auto rows = filled<Tensor<double, 2, 3>>({1, 2, 2, 0, 3, 4});
  // short vectors are not taken together, as in PyTorch; what is shorter than eps is divided by eps
  const auto shorter = filled<Tensor<double, 1, 2>>({1e-5, 1e-5});
  check_values(cosine_similarity(shorter, filled<Tensor<double, 1, 2>>({1e-5, 0})), {std::sqrt(0.5)}, 1e-12);
  check_values(cosine_similarity(shorter, filled<Tensor<double, 1, 2>>({1, 0}), 1_c, 0.5), {2e-5}, 1e-12);
  check_values(cosine_similarity(column, rows), {5 / (3 * std::sqrt(3.0)), -7 / (5 * std::sqrt(3.0))});
  check_values(cosine_similarity(rows, rows[1]), {14 / 15.0, 1});
  check_gradient(sample<Tensor<double, 2, 3>>(),
                 [](const auto& v) { return cosine_similarity(v, sample<Tensor<double, 2, 3>>(-2, 2, 2), 1_c); });
}
