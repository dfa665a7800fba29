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
}

TEST_CASE("gradients of attention", "[ops]") {
  check_gradient(q, [&](const auto& x) { return scaled_dot_product_attention(x, k, v, causal); });
  check_gradient(k, [&](const auto& x) { return scaled_dot_product_attention(q, x, v, causal); });
  check_gradient(v, [&](const auto& x) { return scaled_dot_product_attention(q, k, x); });
}
