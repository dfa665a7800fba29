// SPDX-License-Identifier: BSL-1.0
// Random numbers: the known answers of Random123, reproducibility, and the moments of each distribution.
#include <tenon/tensor/random.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <stdexcept>

using namespace tenon;

namespace {
using words = std::array<std::uint32_t, 4>;

// Random123's kat_vectors, philox4x32 with 10 rounds
static_assert(philox({0, 0, 0, 0}, {0, 0}) == words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
static_assert(philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}) ==
              words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
static_assert(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
              words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});

template <class X> bool equal(const X& a, const X& b) { return std::equal(a.begin(), a.end(), b.begin()); }

// the k-th moment about a point
template <class X> double moment(const X& x, int k, double about = 0) {
  double s = 0;
  for (auto v : x) s += std::pow(static_cast<double>(v) - about, k);
  return s / static_cast<double>(X::numel);
}
constexpr tenon::index many = 200000;
} // namespace

TEST_CASE("a seed gives the same numbers each time, another seed others", "[tensor]") {
  Generator a{7}, b{7}, other{8};
  const Tensor<float, 10, 10> x = randn(a), y = randn(b), z = randn(other);
  CHECK(equal(x, y));
  CHECK_FALSE(equal(x, z));
  const Tensor<float, 10, 10> next = randn(a);
  CHECK_FALSE(equal(x, next));
}

TEST_CASE("numbers depend on their place in the sequence, not on the shape", "[tensor]") {
  Generator a{3}, b{3};
  const Tensor<double, 3, 5> x = rand(a);
  const Tensor<double, 15> y = rand(b);
  CHECK(std::equal(x.begin(), x.end(), y.begin()));
  Generator c{3};
  const Tensor<double, 7> beginning = rand(c);
  CHECK(std::equal(beginning.begin(), beginning.end(), y.begin()));
}

TEST_CASE("random numbers can be had while compiling", "[tensor]") {
  constexpr auto x = [] {
    Generator g{1};
    return Tensor<float, 5>(randn(g));
  }();
  Generator g{1};
  const Tensor<float, 5> y = randn(g);
  for (int i = 0; i < 5; ++i) CHECK(x(i) == Approx(y(i)).epsilon(1e-5));
}

TEMPLATE_TEST_CASE("rand is uniform in [0, 1)", "[tensor]", float, double) {
  Generator g{42};
  const Tensor<TestType, many> x = rand(g);
  CHECK(*std::min_element(x.begin(), x.end()) >= TestType(0));
  CHECK(*std::max_element(x.begin(), x.end()) < TestType(1));
  // four standard errors
  CHECK(std::abs(moment(x, 1) - 0.5) < 4 * std::sqrt(1.0 / 12 / many));
  CHECK(std::abs(moment(x, 2, 0.5) - 1.0 / 12) < 4 * std::sqrt(1.0 / 180 / many));
  int bins[16] = {};
  for (auto v : x) ++bins[static_cast<int>(v * 16)];
  double chi2 = 0;
  for (int n : bins) chi2 += std::pow(n - many / 16.0, 2) / (many / 16.0);
  CHECK(chi2 < 37.7); // 15 degrees of freedom, p = 0.001
}

TEMPLATE_TEST_CASE("randn is normal", "[tensor]", float, double) {
  Generator g{42};
  const Tensor<TestType, many> x = randn(g);
  CHECK(std::all_of(x.begin(), x.end(), [](auto v) { return std::isfinite(v); }));
  CHECK(std::abs(moment(x, 1)) < 4 / std::sqrt(many));
  CHECK(std::abs(moment(x, 2) - 1) < 4 * std::sqrt(2.0 / many));
  CHECK(std::abs(moment(x, 3)) < 4 * std::sqrt(15.0 / many));
  CHECK(std::abs(moment(x, 4) - 3) < 4 * std::sqrt(96.0 / many));
  // the share within one and two standard deviations
  const auto share = [&](double r) {
    return static_cast<double>(std::count_if(x.begin(), x.end(), [&](auto v) { return std::abs(v) < r; })) / many;
  };
  CHECK(share(1) == Approx(0.6827).margin(0.005));
  CHECK(share(2) == Approx(0.9545).margin(0.003));
  // neighbours, which come from one pair of uniform numbers, are not correlated
  double product = 0;
  for (tenon::index i = 0; i < many; i += 2) product += static_cast<double>(x(i)) * static_cast<double>(x(i + 1));
  CHECK(std::abs(product / (many / 2.0)) < 4 / std::sqrt(many / 2.0));
}

TEST_CASE("a distribution is scaled and shifted before it has a shape", "[tensor]") {
  Generator a{5}, b{5};
  const Tensor<double, 100> x = (2.0 * randn(a) + 1.0) / 4.0 - 3.0;
  const Tensor<double, 100> y = randn(b);
  for (int i = 0; i < 100; ++i) CHECK(x(i) == Approx((2 * y(i) + 1) / 4 - 3));
  Generator d{5}, e{5};
  Tensor<double, 3, 100> z;
  z[1] = 1 - randn(d);
  z[2] = -randn(e);
  for (int i = 0; i < 100; ++i) CHECK((z(0, i) == 0 && z(1, i) == Approx(1 - y(i)) && z(2, i) == -y(i)));
}

TEST_CASE("randint reaches every integer of its range, and no other", "[tensor]") {
  Generator g{9};
  const Tensor<std::int64_t, 10000> x = randint(g, -3, 4);
  int counts[7] = {};
  for (auto v : x) {
    REQUIRE((-3 <= v && v < 4));
    ++counts[v + 3];
  }
  for (int n : counts) CHECK(std::abs(n - 10000 / 7.0) < 4 * std::sqrt(10000 / 7.0));
  const Tensor<int, 4> one = randint(g, 5, 6);
  CHECK(std::all_of(one.begin(), one.end(), [](int v) { return v == 5; }));
  const Tensor<std::int64_t, 100> wide = randint(g, INT64_MIN, INT64_MAX);
  CHECK(std::any_of(wide.begin(), wide.end(), [](auto v) { return v < 0; }));
  CHECK(std::any_of(wide.begin(), wide.end(), [](auto v) { return v > 0; }));
  CHECK_THROWS_MATCHES(randint(g, 2, -2), std::invalid_argument,
                       Catch::Message("randint: no integers from 2 to below -2"));
  CHECK_THROWS_AS(randint(g, 2, 2), std::invalid_argument);
}

TEST_CASE("bernoulli gives ones with its probability", "[tensor]") {
  Generator g{11};
  const Tensor<bool, 10000> x = bernoulli(g, 0.3);
  CHECK(std::abs(moment(x, 1) - 0.3) < 4 * std::sqrt(0.21 / 10000));
  const Tensor<float, 100> never = bernoulli(g, 0.0), always = bernoulli(g, 1.0);
  CHECK(moment(never, 1) == 0.0);
  CHECK(moment(always, 1) == 1.0);
  CHECK_THROWS_MATCHES(bernoulli(g, 1.5), std::invalid_argument,
                       Catch::Message("bernoulli: probability 1.500000 is not within 0 and 1"));
  CHECK_THROWS_AS(bernoulli(g, -0.1), std::invalid_argument);
  CHECK_THROWS_AS(bernoulli(g, std::nan("")), std::invalid_argument);
}
