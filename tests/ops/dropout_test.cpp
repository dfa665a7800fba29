// SPDX-License-Identifier: BSL-1.0
// Dropout: frequencies, the same mask forward and backward and in every layout, what becomes of inf and nan.
#include "support.hpp"

#include <stdexcept>

using namespace tenon;
using namespace tenon::test;

TEST_CASE("dropout keeps the right share and scales it", "[ops]") {
  const Tensor<float, 400, 500> x = ones<float, 400, 500>();
  for (const double p : {0.1, 0.5, 0.9}) {
    Generator g(11);
    const Tensor<float, 400, 500> y = dropout(x, p, g);
    index kept = 0;
    for (const float v : y) {
      CHECK((v == 0 || v == static_cast<float>(1 / (1 - p))));
      kept += v != 0;
    }
    const double n = 200'000, deviation = std::sqrt(n * p * (1 - p));
    CHECK(std::abs(static_cast<double>(kept) - n * (1 - p)) < 5 * deviation);
    // rows, columns and neighbours are independent
    const Tensor<float, 400> rows = mean(y, 1_c);
    CHECK(static_cast<double>(static_cast<float>(var(rows))) * 500 == Approx(p / (1 - p)).epsilon(0.4));
    index both = 0;
    for (index i = 0; i + 1 < 200'000; ++i) both += y.data()[i] != 0 && y.data()[i + 1] != 0;
    const double pairs = n * (1 - p) * (1 - p);
    CHECK(std::abs(static_cast<double>(both) - pairs) < 6 * std::sqrt(pairs));
  }
}

TEST_CASE("calls have masks of their own, and equal seeds have equal ones", "[ops]") {
  const Tensor<float, 64, 64> x = ones<float, 64, 64>();
  Generator a(5), b(5);
  const Tensor<float, 64, 64> first = dropout(x, 0.5, a), second = dropout(x, 0.5, a), again = dropout(x, 0.5, b);
  CHECK(values_of(first) == values_of(again));
  index equal = 0;
  for (index i = 0; i < 64 * 64; ++i) equal += (first.data()[i] != 0) == (second.data()[i] != 0);
  CHECK(std::abs(static_cast<double>(equal) - 2048) < 5 * 32);
}

TEST_CASE("an element's mask does not depend on how it is evaluated", "[ops]") {
  const auto x = sample<Tensor<double, 3, 5, 37>>(1, 2);
  const auto with = [&](const auto& e) {
    Generator g(9);
    return dropout(e, 0.4, g);
  };
  const Tensor<double, 3, 5, 37> plain = with(x);
  CHECK(values_of(permute(with(x), 2_c, 0_c, 1_c)) == values_of(permute(plain, 2_c, 0_c, 1_c)));
  check_values(sum(with(x), 0_c), values_of(sum(plain, 0_c)));
  check_values(sum(with(x), dims(1_c, 2_c)), values_of(sum(plain, dims(1_c, 2_c))));
  CHECK(values_of(narrow(with(x), 2_c, 5_c, 9_c)) == values_of(narrow(plain, 2_c, 5_c, 9_c)));
  const auto g = gradient(x, [&](const auto& v) { return with(v); });
  for (std::size_t i = 0; i < g.size(); ++i) CHECK(g[i] == (plain.data()[i] == 0 ? 0.0 : 1 / 0.6));
  check_gradient(x, [&](const auto& v) { return with(tenon::sin(v)) * 2; });
}

TEST_CASE("what is dropped is zero whatever it was", "[ops]") {
  Generator g(1);
  const auto x = filled<Tensor<float, 4>>({static_cast<float>(NaN), static_cast<float>(inf), 1, -1});
  check_values(dropout(x, 1, g), {0, 0, 0, 0});
  check_values(dropout(x, 0, g), {NaN, inf, 1, -1});
}

TEST_CASE("what is dropped receives no gradient", "[ops]") {
  const auto x = sample<Tensor<double, 40>>(); // GCC 12 crashes on floats here, where it knows the generator's words
  CHECK(gradient(x, [](const auto& v) {
          Generator g(1);
          return dropout(v, 1, g);
        }) == std::vector<double>(40, 0.0));
}

TEST_CASE("probabilities are within 0 and 1", "[ops]") {
  Generator g(1);
  const auto x = sample<Tensor<float, 40>>();
  CHECK_THROWS_WITH(dropout(x, -0.1, g), "dropout: probability -0.100000 is not within 0 and 1");
  CHECK_THROWS_AS(dropout(x, NaN, g), std::invalid_argument);
}

TEST_CASE("dropout2d drops whole channels", "[ops]") {
  const Tensor<float, 20, 30, 2, 3> x = ones<float, 20, 30, 2, 3>();
  Generator g(2);
  const Tensor<float, 20, 30, 2, 3> y = dropout2d(x, 0.5, g);
  index kept = 0;
  for (index n = 0; n < 20; ++n)
    for (index k = 0; k < 30; ++k) {
      kept += y(n, k, 0, 0) != 0;
      for (index i = 0; i < 2; ++i)
        for (index j = 0; j < 3; ++j) CHECK(y(n, k, i, j) == y(n, k, 0, 0));
    }
  CHECK(std::abs(static_cast<double>(kept) - 300) < 5 * 12.3);
}
