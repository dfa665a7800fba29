// SPDX-License-Identifier: BSL-1.0
// From the scores of what may follow to a token: how distributions are filtered and drawn from. In double, whatever the
// model computes in.
#pragma once

#include <tenon/shape/ints.hpp>
#include <tenon/tensor/errors.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

namespace tenon {

// With the names of Hugging Face's GenerationConfig. What is left as it is does nothing.
struct generation_options {
  index max_new_tokens = 20;
  bool do_sample = false; // draw a token; else take the likeliest, the first of equals
  double temperature = 1; // scores are divided by it
  index top_k = 0;        // draw only from the k largest scores and their equals; 0: from all
  double top_p = 1;       // ... from the likeliest tokens until their probabilities add up to it
  double min_p = 0;       // ... from tokens no less likely than this part of the likeliest
  // scores of tokens that have occurred are divided by it, negative ones multiplied (Keskar et al.: CTRL, 2019)
  double repetition_penalty = 1;
  std::vector<std::int64_t> eos_token_id = {};    // a sequence ends with any of these
  std::vector<std::int64_t> suppress_tokens = {}; // these are never chosen
  std::uint64_t seed = 0;                         // each sequence draws from its own numbers
};

namespace detail {
template <class V> void require_option(bool fine, const char* name, V value, const char* expected) {
  if (!fine)
    fail<std::invalid_argument>("generate: " + std::string(name) + " is " + std::to_string(value) + "; expected " +
                                expected);
}
inline void check_tokens(const std::vector<std::int64_t>& tokens, const char* name, index vocabulary) {
  for (const std::int64_t token : tokens)
    if (token < 0 || token >= vocabulary)
      fail<std::invalid_argument>("generate: " + std::string(name) + " " + std::to_string(token) + " is none of the " +
                                  std::to_string(vocabulary) + " tokens");
}
inline void check_generation(const generation_options& o, index vocabulary) {
  require_option(o.max_new_tokens >= 1, "max_new_tokens", o.max_new_tokens, "at least 1");
  require_option(o.temperature > 0 && std::isfinite(o.temperature), "temperature", o.temperature, "a positive number");
  require_option(o.top_k >= 0, "top_k", o.top_k, "at least 0");
  require_option(o.top_p > 0 && o.top_p <= 1, "top_p", o.top_p, "more than 0 and at most 1");
  require_option(o.min_p >= 0 && o.min_p <= 1, "min_p", o.min_p, "0 to 1");
  require_option(o.repetition_penalty > 0 && std::isfinite(o.repetition_penalty), "repetition_penalty",
                 o.repetition_penalty, "a positive number");
  if (!o.do_sample && (o.temperature != 1 || o.top_k != 0 || o.top_p != 1 || o.min_p != 0))
    fail<std::invalid_argument>("generate: temperature, top_k, top_p and min_p need do_sample = true");
  check_tokens(o.eos_token_id, "eos_token_id", vocabulary);
  check_tokens(o.suppress_tokens, "suppress_tokens", vocabulary);
  if (o.suppress_tokens.size() >= static_cast<std::size_t>(vocabulary))
    fail<std::invalid_argument>("generate: suppress_tokens are " + std::to_string(o.suppress_tokens.size()) +
                                "; expected fewer than the model's tokens");
}
} // namespace detail

// The token with the largest score, the first of equals. Throws std::domain_error for a score of nan, and unless the
// largest is finite.
inline std::size_t likeliest(std::span<const double> scores) {
  std::size_t best = 0, wrong = scores.size();
  for (std::size_t i = 0; i < scores.size(); ++i)
    if (std::isnan(scores[i])) wrong = i;
    else if (scores[i] > scores[best]) best = i;
  if (wrong == scores.size() && std::isinf(scores[best])) wrong = best;
  if (wrong < scores.size())
    fail<std::domain_error>("generate: the model's score of token " + std::to_string(wrong) + " is " +
                            std::to_string(scores[wrong]));
  return best;
}

// Makes tokens that have occurred less likely, those of which `occurred` is not 0.
inline void penalize_repetition(std::span<double> scores, std::span<const unsigned char> occurred, double penalty) {
  for (std::size_t i = 0; i < scores.size(); ++i)
    if (occurred[i] != 0) scores[i] = scores[i] < 0 ? scores[i] * penalty : scores[i] / penalty;
}

// The distribution from which a token is drawn, in place of the scores: softmax of scores / temperature, of which
// top_k, top_p and min_p, in this order, leave what they allow. `order` is memory that is used again.
inline void to_distribution(std::span<double> scores, const generation_options& o, std::vector<std::size_t>& order) {
  const double largest = scores[likeliest(scores)];
  const auto normalise = [&] {
    const double total = std::accumulate(scores.begin(), scores.end(), 0.0);
    for (double& p : scores) p /= total;
  };
  const auto drop_below = [&](double bound) {
    for (double& p : scores)
      if (p < bound) p = 0;
    normalise();
  };
  for (double& s : scores) s = std::exp((s - largest) / o.temperature);
  normalise();
  order.resize(scores.size());
  if (o.top_k > 0 && static_cast<std::size_t>(o.top_k) < scores.size()) {
    std::iota(order.begin(), order.end(), std::size_t(0));
    const auto last = order.begin() + (o.top_k - 1);
    std::nth_element(order.begin(), last, order.end(), [&](auto a, auto b) { return scores[a] > scores[b]; });
    drop_below(scores[*last]);
  }
  if (o.top_p < 1) {
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::sort(order.begin(), order.end(),
              [&](auto a, auto b) { return scores[a] > scores[b] || (scores[a] == scores[b] && a < b); });
    double before = 0;
    for (const std::size_t i : order) {
      const double p = scores[i];
      if (before >= o.top_p) scores[i] = 0;
      before += p;
    }
    normalise();
  }
  if (o.min_p > 0) drop_below(o.min_p * *std::max_element(scores.begin(), scores.end()));
}

// The token at which the sum of a distribution passes u, of [0, 1).
inline std::int64_t draw(std::span<const double> distribution, double u) {
  std::size_t chosen = 0;
  double sum = 0;
  for (std::size_t i = 0; i < distribution.size() && sum <= u; ++i) {
    sum += distribution[i];
    if (distribution[i] > 0) chosen = i; // rounding may leave the sum below u
  }
  return static_cast<std::int64_t>(chosen);
}

} // namespace tenon
