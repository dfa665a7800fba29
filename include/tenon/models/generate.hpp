// SPDX-License-Identifier: BSL-1.0
// Text from a language model: it reads a prompt, then what it has written itself.
#pragma once

#include <tenon/models/reader.hpp>
#include <tenon/models/sampling.hpp>
#include <tenon/tensor/random.hpp>

namespace tenon {

namespace detail {
constexpr auto ignore_tokens = [](index, std::int64_t) {};

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

  void begin(token_span prompt) {
    std::fill(occurred_.begin(), occurred_.end(), static_cast<unsigned char>(0));
    for (const std::int64_t token : prompt) saw(token);
  }
  void saw(std::int64_t token) { occurred_[static_cast<std::size_t>(token)] = 1; }
  // the token after `number` others of sequence b
  template <class T> std::int64_t choose(std::span<const T> scores, index b, index number) {
    std::copy(scores.begin(), scores.end(), scores_.begin());
    for (const std::int64_t token : options_.suppress_tokens)
      scores_[static_cast<std::size_t>(token)] = -std::numeric_limits<double>::infinity();
    if (options_.repetition_penalty != 1) penalize_repetition(scores_, occurred_, options_.repetition_penalty);
    if (!options_.do_sample) return static_cast<std::int64_t>(likeliest(scores_));
    to_distribution(scores_, options_, order_);
    const std::uint64_t block = static_cast<std::uint64_t>(b) << 32 | static_cast<std::uint64_t>(number);
    return draw(scores_, uniform_of<double>(numbers_.words(block), 0));
  }
};
} // namespace detail

// What follows each of some prompts, whatever their lengths, without the prompt: as much as if each were alone. They
// are read side by side, all where the type says how many there are, as of std::array, else Batch, the next one as soon
// as one ends. on_token(sequence, token) is called as soon as a token is known. The same seed gives the same tokens,
// however many threads there are: sequence i of a seed draws from numbers of its own, whatever else is read. Throws
// std::invalid_argument for options without sense, std::out_of_range for tokens that the model does not know,
// cache_overflow where the model cannot read as much, std::domain_error for scores of nan. Hugging Face:
// GenerationMixin.generate
template <index Batch = 0, class Model, token_sequences Prompts, class OnToken = decltype(detail::ignore_tokens)>
std::vector<std::vector<std::int64_t>> generate(const Model& model, const Prompts& prompts,
                                                const generation_options& options = {},
                                                OnToken on_token = detail::ignore_tokens) {
  constexpr index batch = detail::side_by_side<Prompts, Batch>;
  constexpr text sentence = detail::check_side_by_side("generate", batch);
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  std::vector<std::vector<std::int64_t>> tokens;
  if constexpr (sentence.empty()) {
    constexpr index vocabulary = Model::config.vocab_size;
    detail::check_generation(options, vocabulary);
    const auto all =
        detail::checked_prompts(prompts, options.max_new_tokens, vocabulary, cache_extents(Model::config).longest);
    tokens.resize(all.size());
    struct place {
      std::size_t sequence;
      detail::chooser chooser;
    };
    std::vector<place> places(static_cast<std::size_t>(batch), place{0, detail::chooser(options, vocabulary)});
    detail::reader<Model, batch> reader(model);
    const auto begin = [&](std::size_t sequence, index at) {
      place& p = places[static_cast<std::size_t>(at)];
      p.sequence = sequence;
      p.chooser.begin(all[sequence]);
      tokens[sequence].reserve(static_cast<std::size_t>(options.max_new_tokens));
    };
    const auto advance = [&](index at) {
      place& p = places[static_cast<std::size_t>(at)];
      auto& written = tokens[p.sequence];
      const auto sequence = static_cast<index>(p.sequence);
      written.push_back(p.chooser.choose(reader.scores(at), sequence, std::ssize(written)));
      const std::int64_t& token = written.back();
      p.chooser.saw(token);
      on_token(sequence, token);
      const auto& ends = options.eos_token_id;
      if (std::ssize(written) == options.max_new_tokens || std::find(ends.begin(), ends.end(), token) != ends.end())
        return false;
      reader.go_on(token, at);
      return true;
    };
    reader.read_all(all, begin, advance);
  }
  return tokens;
}
// ... what follows one
template <class Model, class OnToken = decltype(detail::ignore_tokens)>
std::vector<std::int64_t> generate(const Model& model, token_span prompt, const generation_options& options = {},
                                   OnToken on_token = detail::ignore_tokens) {
  return generate(model, std::array{prompt}, options, on_token)[0];
}
// ... as tokenizers number tokens
template <class Model, class OnToken = decltype(detail::ignore_tokens)>
std::vector<std::int32_t> generate(const Model& model, std::span<const std::int32_t> prompt,
                                   const generation_options& options = {}, OnToken on_token = detail::ignore_tokens) {
  const std::vector<std::int64_t> wide(prompt.begin(), prompt.end());
  std::vector<std::int32_t> tokens;
  for (const std::int64_t token : generate(model, token_span(wide), options, on_token))
    tokens.push_back(static_cast<std::int32_t>(token));
  return tokens;
}
// ... what follows each row of input_ids (B, N), or of one row (N)
template <class Model, tensor_like I, class OnToken = decltype(detail::ignore_tokens)>
auto generate(const Model& model, const I& input_ids, const generation_options& options = {},
              OnToken on_token = detail::ignore_tokens) {
  constexpr ints shape = shape_of<I>::list;
  constexpr text sentence = shape.n == 1 || shape.n == 2
                                ? check_integers<I>("generate", "input_ids are")
                                : say("generate: input_ids have shape ", shape, "; expected (batch, length)");
  static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
  if constexpr (sentence.empty()) {
    const auto ids = eval(converted<std::int64_t>(node_of(input_ids)));
    if constexpr (shape.n == 1)
      return generate(model, token_span(ids.data(), static_cast<std::size_t>(shape[0])), options, on_token);
    else {
      std::array<token_span, static_cast<std::size_t>(shape[0])> prompts;
      for (index b = 0; b < shape[0]; ++b)
        prompts[static_cast<std::size_t>(b)] = {ids.data() + b * shape[1], static_cast<std::size_t>(shape[1])};
      return generate(model, prompts, options, on_token);
    }
  }
}

} // namespace tenon
