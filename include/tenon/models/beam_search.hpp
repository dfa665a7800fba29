// SPDX-License-Identifier: BSL-1.0
// Beam search: the likeliest continuation as a whole, of those that begin with one of the likeliest beginnings.
#pragma once

#include <tenon/models/generate.hpp>

namespace tenon {

struct beam_options {
  index max_new_tokens = 20;
  double length_penalty = 1; // a continuation of n tokens is worth its log-probability / n^length_penalty
  std::vector<std::int64_t> eos_token_id = {};
};

// a continuation and what it is worth
struct hypothesis {
  std::vector<std::int64_t> tokens;
  double score;
};

namespace detail {
// log-probabilities in place of scores
inline void to_log_probabilities(std::span<double> scores) {
  const double largest = *std::max_element(scores.begin(), scores.end());
  double total = 0;
  for (const double s : scores) total += std::exp(s - largest);
  for (double& s : scores) s -= largest + std::log(total);
}
} // namespace detail

// The best continuations of a prompt that Beams beams find, at most Beams of them, from the best on. A beam that ends
// is set aside and another takes its place; the search ends when nothing better can follow. Throws as generate does.
// Hugging Face: beam search with early_stopping="never"
template <index Beams, class Model>
std::vector<hypothesis> beam_search(const Model& model, token_span prompt, const beam_options& options = {}) {
  static_assert(Beams >= 1, "beam_search: no beams; expected at least 1");
  constexpr index vocabulary = Model::config.vocab_size;
  constexpr auto count = static_cast<std::size_t>(Beams), tokens = static_cast<std::size_t>(vocabulary);
  detail::require_option(options.max_new_tokens >= 1, "max_new_tokens", options.max_new_tokens, "at least 1");
  detail::require_option(std::isfinite(options.length_penalty), "length_penalty", options.length_penalty, "a number");
  detail::check_tokens(options.eos_token_id, "eos_token_id", vocabulary);
  detail::check_prompt(prompt, options.max_new_tokens, cache_extents(Model::config).longest);

  struct beam {
    std::vector<std::int64_t> tokens;
    double sum; // of log-probabilities
  };
  struct candidate {
    std::size_t beam, token;
    double sum;
  };
  const auto worth = [&](double sum, std::size_t length) {
    return sum / std::pow(static_cast<double>(length), options.length_penalty);
  };
  std::vector<hypothesis> found;
  const auto set_aside = [&](std::vector<std::int64_t> continuation, double score) {
    const auto place = std::find_if(found.begin(), found.end(), [&](const auto& h) { return h.score < score; });
    found.insert(place, hypothesis{std::move(continuation), score});
    if (found.size() > count) found.pop_back();
  };

  detail::reader<Model, Beams> reader(model);
  reader.read(static_cast<index>(prompt.size()), [&](index, index i) { return prompt[static_cast<std::size_t>(i)]; });
  std::vector<beam> beams{{{}, 0}};
  std::vector<double> scores(tokens);
  std::vector<candidate> candidates;
  const auto& ends = options.eos_token_id;
  const auto longest = static_cast<std::size_t>(options.max_new_tokens);
  for (std::size_t length = 1;; ++length) {
    candidates.clear();
    for (std::size_t b = 0; b < beams.size(); ++b) {
      const auto given = reader.scores(static_cast<index>(b));
      std::copy(given.begin(), given.end(), scores.begin());
      detail::to_log_probabilities(scores);
      for (std::size_t t = 0; t < tokens; ++t) candidates.push_back({b, t, beams[b].sum + scores[t]});
    }
    std::stable_sort(candidates.begin(), candidates.end(), [](const auto& x, const auto& y) { return x.sum > y.sum; });
    std::vector<beam> next;
    std::vector<std::size_t> parents;
    const auto ends_with = [&](std::size_t token) {
      return std::find(ends.begin(), ends.end(), static_cast<std::int64_t>(token)) != ends.end();
    };
    for (std::size_t rank = 0; rank < candidates.size() && next.size() < count; ++rank) {
      const candidate& chosen = candidates[rank];
      const bool ended = length == longest || ends_with(chosen.token);
      if (ended && rank >= count) continue; // not among the likeliest
      auto continuation = beams[chosen.beam].tokens;
      continuation.push_back(static_cast<std::int64_t>(chosen.token));
      if (ended) set_aside(std::move(continuation), worth(chosen.sum, length));
      else {
        next.push_back({std::move(continuation), chosen.sum});
        parents.push_back(chosen.beam);
      }
    }
    if (length == longest || next.empty()) return found;
    // sums only fall, so that a beam is never worth more than its sum over the kindest length
    const std::size_t kindest = options.length_penalty > 0 ? longest : length + 1;
    if (found.size() == count && worth(next[0].sum, kindest) <= found.back().score) return found;
    beams = std::move(next);
    Tensor<std::int64_t, Beams> parent{};
    for (std::size_t b = 0; b < beams.size(); ++b) parent(b) = static_cast<std::int64_t>(parents[b]);
    reader.cache().reorder(parent);
    reader.read(1, [&](index b, index) {
      return beams[std::min(static_cast<std::size_t>(b), beams.size() - 1)].tokens.back();
    });
  }
}

} // namespace tenon
