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
  const double largest = scores[likeliest(scores)];
  double total = 0;
  for (const double s : scores) total += std::exp(s - largest);
  for (double& s : scores) s -= largest + std::log(total);
}

// The search from one prompt.
template <index Beams> class beam_searcher {
  struct beam {
    std::vector<std::int64_t> tokens;
    double sum; // of log-probabilities
  };
  struct candidate {
    std::size_t beam, token;
    double sum;
  };

  const beam_options& options_;
  std::vector<hypothesis> found_;
  std::vector<beam> beams_{{{}, 0}};

  static constexpr auto count = static_cast<std::size_t>(Beams);

  double worth(double sum, std::size_t length) const {
    return sum / std::pow(static_cast<double>(length), options_.length_penalty);
  }
  void set_aside(std::vector<std::int64_t> continuation, double score) {
    const auto place = std::find_if(found_.begin(), found_.end(), [&](const auto& h) { return h.score < score; });
    found_.insert(place, hypothesis{std::move(continuation), score});
    if (found_.size() > count) found_.pop_back();
  }
  bool ends_with(std::size_t token) const {
    const auto& ends = options_.eos_token_id;
    return std::find(ends.begin(), ends.end(), static_cast<std::int64_t>(token)) != ends.end();
  }

public:
  explicit beam_searcher(const beam_options& options) : options_(options) {}

  std::vector<hypothesis> found() && { return std::move(found_); }

  // One token more; false when nothing better can follow. Each beam is a line of a place.
  template <class Reader> bool advance(Reader& reader, index place) {
    const std::size_t length = beams_[0].tokens.size() + 1;
    const auto longest = static_cast<std::size_t>(options_.max_new_tokens);
    std::vector<candidate> candidates;
    std::vector<double> scores;
    for (std::size_t b = 0; b < beams_.size(); ++b) {
      const auto given = reader.scores(place, static_cast<index>(b));
      scores.assign(given.begin(), given.end());
      to_log_probabilities(scores);
      for (std::size_t t = 0; t < scores.size(); ++t) candidates.push_back({b, t, beams_[b].sum + scores[t]});
    }
    std::sort(candidates.begin(), candidates.end(), [](const auto& x, const auto& y) {
      return x.sum != y.sum ? x.sum > y.sum : std::pair(x.beam, x.token) < std::pair(y.beam, y.token);
    });
    std::vector<beam> next;
    std::vector<std::size_t> parents;
    for (std::size_t rank = 0; rank < candidates.size() && next.size() < count; ++rank) {
      const candidate& chosen = candidates[rank];
      const bool ended = length == longest || ends_with(chosen.token);
      if (ended && rank >= count) continue; // not among the likeliest
      auto continuation = beams_[chosen.beam].tokens;
      continuation.push_back(static_cast<std::int64_t>(chosen.token));
      if (ended) set_aside(std::move(continuation), worth(chosen.sum, length));
      else {
        next.push_back({std::move(continuation), chosen.sum});
        parents.push_back(chosen.beam);
      }
    }
    if (length == longest || next.empty()) return false;
    // sums only fall, so that a beam is never worth more than its sum over the kindest length
    const std::size_t kindest = options_.length_penalty > 0 ? longest : length + 1;
    if (found_.size() == count && worth(next[0].sum, kindest) <= found_.back().score) return false;
    beams_ = std::move(next);
    for (std::size_t b = 0; b < beams_.size(); ++b)
      reader.go_on(beams_[b].tokens.back(), place, static_cast<index>(b), static_cast<index>(parents[b]));
    return true;
  }
};
} // namespace detail

// The best continuations that Beams beams find of each of some prompts, whatever their lengths, at most Beams of them,
// from the best on. A beam that ends is set aside and another takes its place; a search ends when nothing better can
// follow. Prompts are read side by side and errors are thrown as by generate.
// Hugging Face: beam search with early_stopping="never"
template <index Beams, index Batch = 0, class Model, token_sequences Prompts>
std::vector<std::vector<hypothesis>> beam_search(const Model& model, const Prompts& prompts,
                                                 const beam_options& options = {}) {
  static_assert(Beams >= 1, "beam_search: no beams; expected at least 1");
  constexpr index batch = detail::side_by_side<Prompts, Batch>;
  constexpr text sentence = detail::check_side_by_side("beam_search", batch);
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  std::vector<std::vector<hypothesis>> found;
  if constexpr (sentence.empty()) {
    constexpr index vocabulary = Model::config.vocab_size;
    detail::require_option(options.max_new_tokens >= 1, "max_new_tokens", options.max_new_tokens, "at least 1");
    detail::require_option(std::isfinite(options.length_penalty), "length_penalty", options.length_penalty, "a number");
    detail::check_tokens(options.eos_token_id, "eos_token_id", vocabulary);
    const auto all =
        detail::checked_prompts(prompts, options.max_new_tokens, vocabulary, cache_extents(Model::config).longest);
    std::vector<detail::beam_searcher<Beams>> searchers(all.size(), detail::beam_searcher<Beams>(options));
    std::array<std::size_t, static_cast<std::size_t>(batch)> searched{};
    detail::reader<Model, batch, Beams> reader(model);
    reader.read_all(
        all, [&](std::size_t number, index place) { searched[static_cast<std::size_t>(place)] = number; },
        [&](index place) { return searchers[searched[static_cast<std::size_t>(place)]].advance(reader, place); });
    for (auto& searcher : searchers) found.push_back(std::move(searcher).found());
  }
  return found;
}
// ... of one
template <index Beams, class Model>
std::vector<hypothesis> beam_search(const Model& model, token_span prompt, const beam_options& options = {}) {
  return beam_search<Beams>(model, std::array{prompt}, options)[0];
}
template <index Beams, class Model, tensor_like I>
std::vector<hypothesis> beam_search(const Model& model, const I& input_ids, const beam_options& options = {}) {
  constexpr text sentence = shape_of<I>::rank == 1
                                ? check_integers<I>("beam_search", "input_ids are")
                                : say("beam_search: input_ids have shape ", shape_of<I>::list, "; expected one prompt");
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (sentence.empty()) {
    const auto ids = eval(converted<std::int64_t>(node_of(input_ids)));
    return beam_search<Beams>(model, token_span(ids.data(), static_cast<std::size_t>(ids.numel)), options);
  } else return {};
}

} // namespace tenon
