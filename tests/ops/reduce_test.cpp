// SPDX-License-Identifier: BSL-1.0
// Reductions: which dimensions, their values, and their gradients where formulas break.
#include "support.hpp"

#include <rapidcheck.h>

using namespace tenon;
using namespace tenon::test;

TEST_CASE("dimensions: none is all, negative ones count from the end, keepdim keeps them", "[ops]") {
  const auto x = filled<Tensor<float, 2, 3>>({1, 2, 3, 4, 5, 6});
  CHECK(static_cast<float>(sum(x)) == 21);
  check_values(sum(x, 0_c), {5, 7, 9});
  check_values(sum(x, -1_c), {6, 15});
  check_values(sum(x, dims(0_c, -1_c)), {21});
  check_values(sum(x, dims()), {21});
  STATIC_REQUIRE(std::is_same_v<shape_of<decltype(sum(x))>, Size<>>);
  STATIC_REQUIRE(std::is_same_v<shape_of<decltype(sum(x, 0_c))>, Size<3>>);
  STATIC_REQUIRE(std::is_same_v<shape_of<decltype(sum(x, 0_c, keepdim))>, Size<1, 3>>);
  STATIC_REQUIRE(std::is_same_v<shape_of<decltype(sum(x, keepdim))>, Size<1, 1>>);
  STATIC_REQUIRE(std::is_same_v<shape_of<decltype(sum(x, dims(), keepdim))>, Size<1, 1>>);
  const Tensor<double, 2, 3, 4> y = sample<Tensor<double, 2, 3, 4>>();
  STATIC_REQUIRE(std::is_same_v<shape_of<decltype(mean(y, dims(2_c, 0_c)))>, Size<3>>);
  STATIC_REQUIRE(std::is_same_v<shape_of<decltype(var(y, dims(2_c, 0_c), keepdim, biased))>, Size<1, 3, 1>>);
  const Tensor<double> scalar = sum(y);
  check_values(sum(scalar, 0_c), {
                                     scalar(),
                                 });
  check_values(mean(scalar, -1_c), {scalar()});
}

TEST_CASE("sums of every dimension of every shape", "[ops][property]") {
  CHECK(rc::check("sum over dim 0, 1, 2 and pairs", [](unsigned seed) {
    const auto x = sample<Tensor<double, 3, 4, 5>>(-2, 2, seed);
    const Tensor<double, 4, 5> s0 = sum(x, 0_c);
    const Tensor<double, 3, 5> s1 = sum(x, 1_c);
    const Tensor<double, 3, 4> s2 = sum(x, 2_c);
    const Tensor<double, 4> s02 = sum(x, dims(0_c, 2_c));
    const Tensor<double, 5> s01 = sum(x, dims(1_c, 0_c));
    for (index i = 0; i < 3; ++i)
      for (index j = 0; j < 4; ++j)
        for (index k = 0; k < 5; ++k) {
          double a = 0, b = 0, d = 0, e = 0, f = 0;
          for (index u = 0; u < 3; ++u) a += x(u, j, k);
          for (index u = 0; u < 4; ++u) b += x(i, u, k);
          for (index u = 0; u < 5; ++u) d += x(i, j, u);
          for (index u = 0; u < 3; ++u)
            for (index w = 0; w < 5; ++w) e += x(u, j, w);
          for (index u = 0; u < 3; ++u)
            for (index w = 0; w < 4; ++w) f += x(u, w, k);
          RC_ASSERT(near(s0(j, k), a, 1e-12) && near(s1(i, k), b, 1e-12) && near(s2(i, j), d, 1e-12));
          RC_ASSERT(near(s02(j), e, 1e-12) && near(s01(k), f, 1e-12));
        }
  }));
}

TEST_CASE("element types of reductions", "[ops]") {
  const auto n = filled<Tensor<int, 3>>({2, -3, 4});
  STATIC_REQUIRE(std::is_same_v<value_of<decltype(sum(n))>, std::int64_t>);
  STATIC_REQUIRE(std::is_same_v<value_of<decltype(amax(n))>, int>);
  STATIC_REQUIRE(std::is_same_v<value_of<decltype(any(n))>, bool>);
  check_values(sum(n), {3});
  check_values(prod(n), {-24});
  check_values(amax(n), {4});
  check_values(amin(n), {-3});
  check_values(sum(n > 0), {2});
  check_values(any(n > 4), {0});
  check_values(all(n > -4), {1});
  check_values(all(n), {1});
}

TEST_CASE("what is reduced over nothing", "[ops]") {
  const Tensor<double, 0> x;
  check_values(sum(x), {0});
  check_values(prod(x), {1});
  check_values(mean(x), {NaN});
  const Tensor<double, 2, 0> y;
  check_values(sum(y, 1_c), {0, 0});
  check_values(mean(y, 1_c), {NaN, NaN});
}

TEST_CASE("long sums lose no digits", "[ops]") {
  static Tensor<float, 1 << 24> ones;
  for (auto& v : ones) v = 1;
  ones(0) = 2;
  CHECK(static_cast<float>(mean(ones)) == 1);
  static Tensor<float, 10'000'000> tenths;
  for (auto& v : tenths) v = 0.1f;
  CHECK(std::abs(static_cast<double>(static_cast<float>(mean(tenths))) - 0.1) < 5e-7);
}

TEST_CASE("mean, var and stddev", "[ops]") {
  const auto x = filled<Tensor<double, 2, 3>>({1, 2, 4, -1, -1, -1});
  check_values(mean(x, 1_c), {7.0 / 3, -1});
  check_values(var(x, 1_c), {7.0 / 3, 0});
  check_values(var(x, biased, 1_c), {14.0 / 9, 0});
  check_values(var(x, 1_c, biased), {14.0 / 9, 0});
  check_values(var(x, 1_c, correction<2>), {14.0 / 3, 0});
  check_values(var(x, correction<-1>, 1_c, keepdim), {14.0 / 12, 0});
  check_values(stddev(x, 1_c, correction<4>), {inf, NaN});
  check_values(stddev(x, 1_c), {std::sqrt(7.0 / 3), 0});
  check_values(var(x, 0_c), {2, 4.5, 12.5});
  check_gradient(sample<Tensor<double, 3, 4>>(), [](const auto& v) { return mean(v, 0_c) * var(v, 0_c); });
  check_gradient(sample<Tensor<double, 3, 4>>(), [](const auto& v) { return stddev(v, 1_c); });
  check_gradient(sample<Tensor<double, 2, 3, 2>>(), [](const auto& v) { return var(v, dims(0_c, 2_c), biased); });
  check_gradient(sample<Tensor<double, 2, 3>>(), [](const auto& v) { return stddev(v); });
}

TEST_CASE("variance of one element and of equal elements", "[ops]") {
  const auto one = filled<Tensor<double, 1>>({3});
  check_values(var(one), {NaN});
  check_values(var(one, biased), {0});
  // a correction of all there is: PyTorch's gradient is infinite
  const auto two = filled<Tensor<double, 2>>({3, 5});
  check_values(var(two, correction<2>), {inf});
  check_values(gradient(two, [](const auto& v) { return var(v, correction<2>); }), {NaN, NaN});
  // 0.1 seven times: a mean that is off would give a variance, and its root a gradient
  Tensor<float, 7> equal;
  for (auto& v : equal) v = 0.1f;
  check_values(stddev(equal), {0});
  for (const double g : gradient(equal, [](const auto& v) { return stddev(v); })) CHECK(g == 0);
}

TEST_CASE("variances of which squares overflow", "[ops]") {
  const auto large = filled<Tensor<float, 3>>({1e20f, -1e20f, 0});
  CHECK(!std::isfinite(static_cast<float>(var(large))));
  const Tensor<double, 3> wide = large;
  CHECK(static_cast<double>(var(wide)) == Approx(1e40));
}

TEST_CASE("var is exact far from zero", "[ops]") {
  const auto x = filled<Tensor<float, 4>>({16777216, 16777218, 16777220, 16777226});
  check_values(var(x, biased), {14});
  check_values(var(filled<Tensor<float, 3>>({10000, 10001, 10002})), {1});
}

TEST_CASE("amax and amin: nan wins, ties share the gradient", "[ops]") {
  const auto x = filled<Tensor<double, 2, 4>>({1, 3, 3, 2, 0, NaN, 5, 0});
  check_values(amax(x, 1_c), {3, NaN});
  check_values(amin(x, 1_c), {1, NaN});
  const auto ties = filled<Tensor<double, 2, 4>>({1, 3, 3, 2, -1, -1, -1, -1});
  const std::vector<double> shared{0, 0.5, 0.5, 0, 0.25, 0.25, 0.25, 0.25};
  CHECK(gradient(ties, [](const auto& v) { return amax(v, 1_c); }) == shared);
  CHECK(gradient(ties, [](const auto& v) { return amin(v, 0_c); }) == std::vector<double>{0, 0, 0, 0, 1, 1, 1, 1});
  CHECK(gradient(ties, [](const auto& v) { return amax(v); }) == std::vector<double>{0, 0.5, 0.5, 0, 0, 0, 0, 0});
  check_values(amax(filled<Tensor<float, 2>>({float(-inf), float(-inf)})), {-inf});
  check_values(amin(filled<Tensor<std::int64_t, 2>>({5, 7})), {5});
}

TEST_CASE("prod: the gradient at zeros is the product of the others", "[ops]") {
  check_values(prod(filled<Tensor<double, 2, 3>>({1, 2, 3, 0, 4, 5}), 1_c), {6, 0});
  const auto slope = [](const Tensor<double, 3>& x) { return gradient(x, [](const auto& v) { return prod(v); }); };
  CHECK(slope(filled<Tensor<double, 3>>({2, 3, 4})) == std::vector<double>{12, 8, 6});
  CHECK(slope(filled<Tensor<double, 3>>({2, 0, 4})) == std::vector<double>{0, 8, 0});
  CHECK(slope(filled<Tensor<double, 3>>({0, 0, 4})) == std::vector<double>{0, 0, 0});
  // unlike PyTorch, what is multiplied with zero is 0
  CHECK(slope(filled<Tensor<double, 3>>({0, inf, 2})) == std::vector<double>{inf, 0, 0});
  check_values(slope(filled<Tensor<double, 3>>({0, NaN, 2})), {NaN, 0, 0});
}

TEST_CASE("norm: no gradient at zero", "[ops]") {
  const auto x = filled<Tensor<double, 2, 2>>({3, 4, 0, 0});
  check_values(norm(x, 1_c), {5, 0});
  check_values(gradient(x, [](const auto& v) { return norm(v, 1_c); }), {0.6, 0.8, 0, 0});
}

TEST_CASE("logsumexp at infinities", "[ops]") {
  const auto x = filled<Tensor<double, 4, 2>>({-inf, -inf, inf, 0, 1000, 1000, NaN, 0});
  check_values(logsumexp(x, 1_c), {-inf, inf, 1000 + std::log(2.0), NaN});
  const auto g = gradient(x, [](const auto& v) { return logsumexp(v, 1_c); });
  CHECK((g[0] == 0 && g[1] == 0));
  CHECK((g[4] == 0.5 && g[5] == 0.5));
  check_gradient(sample<Tensor<double, 3, 4>>(), [](const auto& v) { return logsumexp(v, 0_c); });
  check_values(logsumexp(filled<Tensor<float, 2>>({3e38f, -3e38f})), {static_cast<double>(3e38f)});
}

TEST_CASE("a reduction of a reduction of the same extent", "[ops]") {
  const auto x = sample<Tensor<double, 3, 3>>();
  double total = 0;
  for (index i = 0; i < 3; ++i) total += std::sqrt(x(i, 0) * x(i, 0) + x(i, 1) * x(i, 1) + x(i, 2) * x(i, 2));
  check_values(sum(norm(x, 1_c)), {total});
  check_values(mean(norm(x, 1_c), keepdim), {total / 3});
  check_gradient(x, [](const auto& v) { return sum(norm(v, 1_c)); });
  check_gradient(x, [](const auto& v) { return amax(logsumexp(v, 0_c)); });
}
