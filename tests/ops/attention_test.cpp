// SPDX-License-Identifier: BSL-1.0
// Attention against loops in double: plain, causal with more keys than queries, masked; rows that see
// nothing.
#include "support.hpp"

using namespace tenon;
using namespace tenon::test;

namespace {

constexpr index heads = 2, queries = 3, keys = 5, width = 4, out = 3;
using query = Tensor<double, heads, queries, width>;
using key = Tensor<double, heads, keys, width>;
using value = Tensor<double, heads, keys, out>;

// bias(h, i, j) is added to the scores; -inf hides a key
template <class Bias> std::vector<double> attend(const query& q, const key& k, const value& v, Bias bias) {
  std::vector<double> y;
  for (index h = 0; h < heads; ++h)
    for (index i = 0; i < queries; ++i) {
      double score[keys], m = -inf, total = 0;
      for (index j = 0; j < keys; ++j) {
        score[j] = 0;
        for (index d = 0; d < width; ++d) score[j] += q(h, i, d) * k(h, j, d);
        score[j] = score[j] / std::sqrt(double(width)) + bias(h, i, j);
        m = std::max(m, score[j]);
      }
      for (index j = 0; j < keys && m > -inf; ++j) total += score[j] = std::exp(score[j] - m);
      for (index e = 0; e < out; ++e) {
        double s = 0;
        for (index j = 0; j < keys && m > -inf; ++j) s += score[j] / total * v(h, j, e);
        y.push_back(s);
      }
    }
  return y;
}

const query q = sample<query>();
const key k = sample<key>(-2, 2, 2);
const value v = sample<value>(-2, 2, 3);

} // namespace

TEST_CASE("attention sees every key", "[ops]") {
  check_values(scaled_dot_product_attention(q, k, v), attend(q, k, v, [](index, index, index) { return 0; }));
  const Tensor<float, heads, queries, width> fq = q;
  const Tensor<float, heads, keys, width> fk = k;
  const Tensor<float, heads, keys, out> fv = v;
  check_values(scaled_dot_product_attention(fq, fk, fv), attend(q, k, v, [](index, index, index) { return 0; }));
}

TEST_CASE("causal: the triangle is aligned at the last query", "[ops]") {
  check_values(scaled_dot_product_attention(q, k, v, causal),
               attend(q, k, v, [](index, index i, index j) { return j <= i + keys - queries ? 0 : -inf; }));
}

TEST_CASE("masks of bool hide keys, masks of numbers are added", "[ops]") {
  Tensor<bool, queries, keys> seen;
  for (index i = 0; i < queries; ++i)
    for (index j = 0; j < keys; ++j) seen(i, j) = (i + j) % 3 != 0;
  check_values(scaled_dot_product_attention(q, k, v, seen),
               attend(q, k, v, [&](index, index i, index j) { return seen(i, j) ? 0 : -inf; }));
  const auto bias = sample<Tensor<double, heads, 1, keys>>(-1, 1, 4);
  check_values(scaled_dot_product_attention(q, k, v, bias),
               attend(q, k, v, [&](index h, index, index j) { return bias(h, 0, j); }));
}

TEST_CASE("a query that sees nothing gives zeros, with gradient zero", "[ops]") {
  Tensor<bool, queries, keys> seen;
  for (index j = 0; j < keys; ++j) seen(1, j) = true;
  check_values(scaled_dot_product_attention(q, k, v, seen),
               attend(q, k, v, [&](index, index i, index) { return i == 1 ? 0 : -inf; }));
  const auto g = gradient(q, [&](const auto& x) { return square(scaled_dot_product_attention(x, k, v, seen)); });
  for (index h = 0; h < heads; ++h)
    for (index i = 0; i < queries; ++i)
      for (index d = 0; d < width; ++d) {
        const double slope = g[static_cast<std::size_t>((h * queries + i) * width + d)];
        CHECK(std::isfinite(slope));
        if (i != 1) CHECK(slope == 0);
      }
  check_gradient(k, [&](const auto& x) { return square(scaled_dot_product_attention(q, x, v, seen)); });
  check_gradient(v, [&](const auto& x) { return square(scaled_dot_product_attention(q, k, x, seen)); });
}

TEST_CASE("... also where a mask of numbers hides all keys from it", "[ops]") {
  Tensor<double, queries, keys> mask;
  for (index j = 0; j < keys; ++j) mask(0, j) = -inf;
  check_values(scaled_dot_product_attention(q, k, v, mask),
               attend(q, k, v, [](index, index i, index) { return i == 0 ? -inf : 0; }));
  const auto g = gradient(q, [&](const auto& x) { return square(scaled_dot_product_attention(x, k, v, mask)); });
  for (index h = 0; h < heads; ++h)
    for (index i = 0; i < queries; ++i)
      for (index d = 0; d < width; ++d) {
        const double slope = g[static_cast<std::size_t>((h * queries + i) * width + d)];
        CHECK(std::isfinite(slope));
        if (i == 0) CHECK(slope == 0);
      }
  check_gradient(k, [&](const auto& x) { return square(scaled_dot_product_attention(q, x, v, mask)); });
  check_gradient(v, [&](const auto& x) { return square(scaled_dot_product_attention(q, k, x, mask)); });
}

TEST_CASE("gradients of attention", "[ops]") {
  check_gradient(q, [&](const auto& x) { return scaled_dot_product_attention(x, k, v, causal); });
  check_gradient(k, [&](const auto& x) { return scaled_dot_product_attention(q, x, v, causal); });
  check_gradient(v, [&](const auto& x) { return scaled_dot_product_attention(q, k, x); });
}

namespace {
// heads of one query matrix each, large enough to be computed in blocks of rows
template <index T, index S, index H = 1> double causal_error() {
  const auto a = sample<Tensor<float, H, T, 20>>(-2, 2, 5);
  const auto b = sample<Tensor<float, H, S, 20>>(-2, 2, 6);
  const auto c0 = sample<Tensor<float, H, S, 24>>(-2, 2, 7);
  const Tensor<float, H, T, 24> y = scaled_dot_product_attention(a, b, c0, causal);
  double worst = 0;
  for (index h = 0; h < H; ++h)
    for (index i = 0; i < T; ++i) {
      std::vector<double> score;
      double total = 0, most = -inf;
      for (index j = 0; j < S && j <= i + S - T; ++j) {
        double s = 0;
        for (index d = 0; d < 20; ++d) s += double(a(h, i, d)) * double(b(h, j, d));
        score.push_back(s / std::sqrt(20.0));
        most = std::max(most, score.back());
      }
      for (double& s : score) total += s = std::exp(s - most);
      for (index e = 0; e < 24; ++e) {
        double expected = 0;
        for (std::size_t j = 0; j < score.size(); ++j)
          expected += score[j] / total * double(c0(h, static_cast<index>(j), e));
        worst = std::max(worst, std::abs(expected - double(y(h, i, e))));
      }
    }
  return worst;
}
} // namespace

TEST_CASE("causal attention in blocks, with more keys than queries and with fewer", "[ops]") {
  CHECK(causal_error<40, 40>() < 5e-6);
  CHECK(causal_error<37, 61>() < 5e-6);
  CHECK(causal_error<61, 37>() < 5e-6);
  CHECK(causal_error<330, 330>() < 5e-6);
  CHECK(causal_error<45, 50, 3>() < 5e-6);
}

TEST_CASE("what causal attention hides does not leak", "[ops]") {
  const auto a = sample<Tensor<float, 40, 20>>(-2, 2, 5);
  auto b = a;
  const auto c0 = sample<Tensor<float, 40, 24>>(-2, 2, 7);
  const Tensor<float, 40, 24> before = scaled_dot_product_attention(a, b, c0, causal);
  for (index d = 0; d < 20; ++d) b(30, d) = std::numeric_limits<float>::quiet_NaN();
  const Tensor<float, 40, 24> after = scaled_dot_product_attention(a, b, c0, causal);
  for (index d = 0; d < 24; ++d) CHECK(after(16, d) == before(16, d));
  CHECK(std::isnan(after(30, 0)));
}
