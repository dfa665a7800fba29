// SPDX-License-Identifier: BSL-1.0
// Distributions after filtering, exactly, and how often each token is drawn.
#include <tenon/models/sampling.hpp>
#include <tenon/tensor/random.hpp>

#include <catch2/catch.hpp>

using namespace tenon;

namespace {
std::vector<double> filtered(std::vector<double> scores, const generation_options& o) {
  std::vector<std::size_t> order;
  to_distribution(scores, o, order);
  return scores;
}
void check_equal(const std::vector<double>& got, const std::vector<double>& wanted) {
  REQUIRE(got.size() == wanted.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    INFO("token " << i);
    CHECK(got[i] == Approx(wanted[i]).epsilon(1e-12).margin(1e-300));
  }
}
const std::vector<double> scores{std::log(0.125), std::log(0.5), std::log(0.125), std::log(0.25)};

// each filter in its plainest form: which tokens stay, by counting for every token those before it
std::vector<double> plain(const std::vector<double>& given, const generation_options& o) {
  std::vector<double> p(given.size());
  const auto normalise = [&] {
    double total = 0;
    for (const double x : p) total += x;
    for (double& x : p) x /= total;
  };
  for (std::size_t i = 0; i < p.size(); ++i) p[i] = std::exp(given[i] / o.temperature);
  normalise();
  auto before = p;
  if (o.top_k > 0)
    for (std::size_t i = 0; i < p.size(); ++i) {
      tenon::index larger = 0;
      for (const double x : before) larger += x > before[i];
      if (larger >= o.top_k) p[i] = 0;
    }
  normalise();
  before = p;
  if (o.top_p < 1)
    for (std::size_t i = 0; i < p.size(); ++i) {
      double sum = 0;
      for (std::size_t j = 0; j < p.size(); ++j)
        if (before[j] > before[i] || (before[j] == before[i] && j < i)) sum += before[j];
      if (sum >= o.top_p) p[i] = 0;
    }
  normalise();
  before = p;
  for (std::size_t i = 0; i < p.size(); ++i)
    if (before[i] < o.min_p * *std::max_element(before.begin(), before.end())) p[i] = 0;
  normalise();
  return p;
}
} // namespace

TEST_CASE("what the filters leave of a half, a quarter and two eighths") {
  check_equal(filtered(scores, {}), {0.125, 0.5, 0.125, 0.25});
  check_equal(filtered(scores, {.temperature = 0.5}), {1 / 22., 16 / 22., 1 / 22., 4 / 22.});
  check_equal(filtered(scores, {.top_k = 1}), {0, 1, 0, 0});
  check_equal(filtered(scores, {.top_k = 2}), {0, 2 / 3., 0, 1 / 3.});
  check_equal(filtered(scores, {.top_k = 3}), {0.125, 0.5, 0.125, 0.25}); // equals of the third stay
  check_equal(filtered(scores, {.top_k = 9}), {0.125, 0.5, 0.125, 0.25});
  check_equal(filtered(scores, {.top_p = 0.4}), {0, 1, 0, 0});
  check_equal(filtered(scores, {.top_p = 0.7}), {0, 2 / 3., 0, 1 / 3.});
  check_equal(filtered(scores, {.top_p = 0.8}), {1 / 7., 4 / 7., 0, 2 / 7.}); // the first of equals
  check_equal(filtered(scores, {.min_p = 0.4}), {0, 2 / 3., 0, 1 / 3.});
  check_equal(filtered(scores, {.min_p = 1}), {0, 1, 0, 0});
  // two thirds and one third after top_k: the first reaches 0.6 alone
  check_equal(filtered(scores, {.top_k = 2, .top_p = 0.6}), {0, 1, 0, 0});
}
TEST_CASE("filters together, for random scores") {
  Generator generator(5);
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<double> some(1 + static_cast<std::size_t>(generator.uniform() * 30));
    for (double& s : some) s = std::floor(generator.uniform() * 12) - 6; // some are equal
    generation_options o;
    o.temperature = 0.3 + generator.uniform();
    o.top_k = static_cast<tenon::index>(generator.uniform() * 20);
    o.top_p = 0.1 + 0.9 * generator.uniform();
    o.min_p = 0.3 * generator.uniform();
    check_equal(filtered(some, o), plain(some, o));
  }
}
TEST_CASE("a score of minus infinity is never drawn, and huge ones do not overflow") {
  const double inf = std::numeric_limits<double>::infinity();
  check_equal(filtered({-inf, 3000, 3000}, {}), {0, 0.5, 0.5});
  const std::vector<double> p{0, 0.5, 0, 0.5, 0};
  CHECK(draw(p, 0) == 1);
  CHECK(draw(p, 0.49) == 1);
  CHECK(draw(p, 0.5) == 3);
  CHECK(draw(p, 1 - 0x1p-53) == 3);
  const std::vector<double> rounded{0.1, 0.8999, 0}; // adds up to less than 1
  CHECK(draw(rounded, 1 - 0x1p-53) == 1);
}
TEST_CASE("scores that are no numbers are refused") {
  constexpr double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> scores{1, nan, 2};
  std::vector<std::size_t> order;
  CHECK_THROWS_WITH(likeliest(scores), "generate: the model's score of token 1 is nan");
  CHECK_THROWS_AS(to_distribution(scores, {.do_sample = true}, order), std::domain_error);
  CHECK_THROWS_WITH(likeliest(std::vector<double>{1, inf}), "generate: the model's score of token 1 is inf");
  CHECK_THROWS_WITH(likeliest(std::vector<double>{-inf, -inf}), "generate: the model's score of token 0 is -inf");
  CHECK_THROWS_AS(likeliest(std::vector<double>{nan, 1}), std::domain_error);
  CHECK(likeliest(std::vector<double>{-inf, 2, 3, 3}) == 2);
}

TEST_CASE("repetition_penalty makes what has occurred less likely") {
  std::vector<double> some{2, -2, 2, -2};
  const std::vector<unsigned char> occurred{1, 1, 0, 0};
  penalize_repetition(some, occurred, 4);
  CHECK(some == std::vector<double>{0.5, -8, 2, -2});
}
TEST_CASE("tokens are drawn as often as they are likely") {
  const auto p = filtered(scores, {.temperature = 1.5});
  Generator generator(11);
  constexpr int draws = 100000;
  std::vector<double> count(p.size());
  for (int i = 0; i < draws; ++i) ++count[static_cast<std::size_t>(draw(p, generator.uniform()))];
  double chi_square = 0;
  for (std::size_t i = 0; i < p.size(); ++i)
    chi_square += (count[i] - draws * p[i]) * (count[i] - draws * p[i]) / (draws * p[i]);
  CHECK(chi_square < 16.27); // of three degrees of freedom one in a thousand is larger
}
