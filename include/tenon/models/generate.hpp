// SPDX-License-Identifier: BSL-1.0
// Text from a language model: it reads a prompt, then what it has written itself. A model is anything with a
// configuration, hidden(ids, cache) and head(), as GPT and Llama have them.
#pragma once

#include <tenon/models/cache.hpp>
#include <tenon/models/sampling.hpp>
#include <tenon/tensor/random.hpp>

#include <array>

namespace tenon {

using token_span = std::span<const std::int64_t>;

namespace detail {
constexpr auto ignore_tokens = [](index, std::int64_t) {};

// A model and the cache of some sequences that it reads side by side; capacity: tokens of each.
template <class Model, index Batch> class reader {
  static constexpr auto config = Model::config;
  static constexpr index vocabulary = config.vocab_size;
  static constexpr index longest = cache_extents(config).longest;
  using T = typename Model::value_type;
  static constexpr index width = std::remove_cvref_t<decltype(std::declval<const Model&>().head())>::size_type::list[1];

  const Model& model_;
  Cache<config, Batch, longest, T> cache_;
  Tensor<T, Batch, width> hidden_; // of the last token
  Tensor<T, Batch, vocabulary> scores_;

  // prompts are read so many tokens at once
  static constexpr index chunk = longest < 16 ? longest : 16;

  // Reads the next `count` tokens, of at most N. What fills a chunk up comes after them all, where they do not see it.
  template <index N, class Id> void read_some(index count, Id id) {
    Tensor<std::int64_t, Batch, N> ids;
    for (index b = 0; b < Batch; ++b)
      for (index i = 0; i < count; ++i) ids(b, i) = id(b, i);
    const inference_mode guard;
    const auto h = model_.hidden(ids, cache_);
    for (index b = 0; b < Batch; ++b) {
      const T* last = h.data() + (b * N + count - 1) * width;
      std::copy(last, last + width, &hidden_(b, 0));
    }
    cache_.crop(cache_.length() - (N - count));
  }

public:
  explicit reader(const Model& model) : model_(model) {}

  auto& cache() { return cache_; }
  // Reads the next `length` tokens, id(b, i) being number i of sequence b. At most as many as the model can read.
  template <class Id> void read(index length, Id id) {
    for (index done = 0, count = 0; done < length; done += count) {
      const auto next = [&](index b, index i) { return id(b, done + i); };
      const bool fits = cache_.length() + chunk <= longest;
      count = fits ? std::min(length - done, chunk) : 1;
      if (count == 1) read_some<1>(1, next);
      else read_some<chunk>(count, next);
    }
    scores_ = linear(hidden_, model_.head());
  }
  // of what follows, in sequence b
  std::span<const T> scores(index b) const {
    return {scores_.data() + b * vocabulary, static_cast<std::size_t>(vocabulary)};
  }
};

inline void check_prompt(token_span prompt, index max_new_tokens, index longest) {
  if (prompt.empty()) fail<std::invalid_argument>("generate: the prompt is empty; expected at least one token");
  const auto length = static_cast<index>(prompt.size());
  // the last token is not read again
  if (length - 1 > longest - max_new_tokens)
    fail<cache_overflow>("generate: " + std::to_string(length) + " tokens of prompt and " +
                         std::to_string(max_new_tokens) + " new ones exceed the " + std::to_string(longest) +
                         " that the model can read");
}

// Chooses tokens of one sequence.
class chooser {
  const generation_options& options_;
  Generator numbers_;
  std::vector<double> scores_;
  std::vector<std::size_t> order_;
  std::vector<unsigned char> occurred_; // which tokens have

public:
  chooser(const generation_options& o, index vocabulary)
      : options_(o), numbers_(o.seed), scores_(static_cast<std::size_t>(vocabulary)),
        order_(static_cast<std::size_t>(vocabulary)), occurred_(static_cast<std::size_t>(vocabulary)) {}

  void saw(std::int64_t token) { occurred_[static_cast<std::size_t>(token)] = 1; }
  // the token after `number` others of sequence b
  template <class T> std::int64_t choose(std::span<const T> scores, index b, index number) {
    std::copy(scores.begin(), scores.end(), scores_.begin());
    for (const std::int64_t token : options_.suppress_tokens)
      scores_[static_cast<std::size_t>(token)] = -std::numeric_limits<double>::infinity();
    if (options_.repetition_penalty != 1) penalize_repetition(scores_, occurred_, options_.repetition_penalty);
    if (!options_.do_sample) return std::max_element(scores_.begin(), scores_.end()) - scores_.begin();
    to_distribution(scores_, options_, order_);
    const std::uint64_t block = static_cast<std::uint64_t>(b) << 32 | static_cast<std::uint64_t>(number);
    return draw(scores_, uniform_of<double>(numbers_.words(block), 0));
  }
};
} // namespace detail

// What follows each of some prompts of one length, without the prompt. on_token(sequence, token) is called as soon as a
// token is known. The same seed gives the same tokens, however many threads there are. Throws std::invalid_argument for
// options without sense, std::out_of_range for tokens that the model does not know, cache_overflow where the model
// cannot read as much.
template <class Model, std::size_t Batch, class OnToken = decltype(detail::ignore_tokens)>
std::array<std::vector<std::int64_t>, Batch> generate(const Model& model, const std::array<token_span, Batch>& prompts,
                                                      const generation_options& options = {},
                                                      OnToken on_token = detail::ignore_tokens) {
  constexpr auto batch = static_cast<index>(Batch);
  constexpr index vocabulary = Model::config.vocab_size;
  detail::check_generation(options, vocabulary);
  const auto length = static_cast<index>(prompts[0].size());
  for (const token_span prompt : prompts) {
    detail::check_prompt(prompt, options.max_new_tokens, cache_extents(Model::config).longest);
    if (static_cast<index>(prompt.size()) != length)
      fail<std::invalid_argument>("generate: prompts of " + std::to_string(length) + " and " +
                                  std::to_string(prompt.size()) + " tokens; expected one length");
  }
  detail::reader<Model, batch> reader(model);
  reader.read(length,
              [&](index b, index i) { return prompts[static_cast<std::size_t>(b)][static_cast<std::size_t>(i)]; });
  std::array<std::vector<std::int64_t>, Batch> tokens;
  std::vector<detail::chooser> choosers(Batch, detail::chooser(options, vocabulary));
  std::array<bool, Batch> ended{};
  for (std::size_t b = 0; b < Batch; ++b) {
    tokens[b].reserve(static_cast<std::size_t>(options.max_new_tokens));
    for (const std::int64_t token : prompts[b]) choosers[b].saw(token);
  }
  const auto& ends = options.eos_token_id;
  for (index step = 0;; ++step) {
    for (std::size_t b = 0; b < Batch; ++b) {
      if (ended[b]) continue;
      const auto sequence = static_cast<index>(b);
      const std::int64_t token = choosers[b].choose(reader.scores(sequence), sequence, step);
      choosers[b].saw(token);
      tokens[b].push_back(token);
      ended[b] = std::find(ends.begin(), ends.end(), token) != ends.end();
      on_token(sequence, token);
    }
    if (step + 1 == options.max_new_tokens || std::find(ended.begin(), ended.end(), false) == ended.end())
      return tokens;
    // a sequence that has ended is read on for the sake of the others
    reader.read(1, [&](index b, index) { return tokens[static_cast<std::size_t>(b)].back(); });
  }
}
// ... what follows one
template <class Model, class OnToken = decltype(detail::ignore_tokens)>
std::vector<std::int64_t> generate(const Model& model, token_span prompt, const generation_options& options = {},
                                   OnToken on_token = detail::ignore_tokens) {
  return generate(model, std::array{prompt}, options, on_token)[0];
}

} // namespace tenon
