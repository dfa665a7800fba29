// SPDX-License-Identifier: BSL-1.0
// Masked language modelling: some tokens are hidden, replaced or kept, and predicted from all others. Devlin et al.:
// BERT, NAACL 2019. DataCollatorForLanguageModeling of Hugging Face's Transformers
#pragma once

#include <tenon/text/batch.hpp>
#include <tenon/text/shuffle.hpp>

namespace tenon {

struct mlm_options {
  double mlm_probability = 0.15;    // that a token is to be predicted
  double mask_replace_prob = 0.8;   // that such a one becomes the mask
  double random_replace_prob = 0.1; // that it becomes any token; otherwise it stays
};

namespace detail {

inline void check_probability(const char* what, const char* name, double p) {
  if (!(p >= 0 && p <= 1)) fail_text(what, ": ", name, " is ", p, "; expected 0 to 1");
}
inline void check_mlm(const char* what, const mlm_options& o, TokenId mask) {
  check_probability(what, "mlm_probability", o.mlm_probability);
  check_probability(what, "mask_replace_prob", o.mask_replace_prob);
  check_probability(what, "random_replace_prob", o.random_replace_prob);
  if (o.mask_replace_prob + o.random_replace_prob > 1)
    fail_text(what, ": mask_replace_prob and random_replace_prob are ", o.mask_replace_prob, " and ",
              o.random_replace_prob, ", together more than 1");
  if (mask < 0) fail_text(what, ": the tokenizer has no mask token");
}

// Random numbers by what they decide and for which position, all from one block each: the order in which they are asked
// for does not matter.
class position_draws {
  const Generator& generator_;
  std::uint64_t first_;

public:
  position_draws(Generator& g, std::size_t positions) : generator_(g), first_(g.reserve(positions)) {}
  float masks(std::size_t i) const { return number(i, 0); }
  float replaces(std::size_t i) const { return number(i, 1); }
  float randomizes(std::size_t i) const { return number(i, 2); }
  TokenId token(std::size_t i, TokenId vocab) const { return static_cast<TokenId>(double(number(i, 3)) * vocab); }

private:
  float number(std::size_t i, int k) const { return uniform_of<float>(generator_.words(first_ + i), k); }
};

} // namespace detail

// Of the tokens that `masked` chooses, hides or replaces most: ids change, labels name what is to be predicted.
// `draws` has a number of [0, 1) for each decision and position.
template <class Draws>
void replace_masked(std::span<TokenId> ids, std::span<TokenId> labels, const std::vector<bool>& masked,
                    const mlm_options& o, TokenId mask, TokenId vocab, const Draws& draws) {
  const double rest = 1 - o.mask_replace_prob;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    labels[i] = masked[i] ? ids[i] : no_label;
    if (!masked[i]) continue;
    if (draws.replaces(i) < o.mask_replace_prob) ids[i] = mask;
    else if (rest > 0 && draws.randomizes(i) < o.random_replace_prob / rest) ids[i] = draws.token(i, vocab);
  }
}
// Chooses tokens that are not special each by itself, and treats them so.
template <class Draws>
void mask_tokens(std::span<TokenId> ids, std::span<TokenId> labels, const std::vector<bool>& special,
                 const mlm_options& o, TokenId mask, TokenId vocab, const Draws& draws) {
  std::vector<bool> masked(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) masked[i] = !special[i] && draws.masks(i) < o.mlm_probability;
  replace_masked(ids, labels, masked, o, mask, vocab, draws);
}

// Makes batches of examples. With mlm, tokens are hidden, or with whole_word_mask words; without, every token but
// padding is to be predicted from those before it. Throws text_error where the tokenizer lacks a token.
template <tokenizer T> class DataCollatorForLanguageModeling {
  T tokenizer_;
  bool mlm_, whole_words_;
  mlm_options options_;

  bool is_special(const Batch& b, std::size_t i) const {
    return b.is_padding(i / b.length, i % b.length) || tokenizer_.special().contains(b.input_ids[i]);
  }
  // Words in random order, until the row's share of tokens is chosen; one that would exceed it is passed over.
  void choose_words(const Batch& b, std::size_t row, Generator& g, std::vector<bool>& masked) const {
    std::vector<std::vector<std::size_t>> words;
    std::size_t tokens = 0;
    bool continues = false;
    for (std::size_t i = row * b.length; i < row * b.length + b.lengths[row]; ++i) {
      if (is_special(b, i)) {
        continues = false;
        continue;
      }
      if (!continues || tokenizer_.begins_word(b.input_ids[i])) words.emplace_back();
      words.back().push_back(i);
      continues = true;
      ++tokens;
    }
    if (words.empty() || options_.mlm_probability == 0) return;
    shuffle(words, g);
    const auto share = static_cast<std::size_t>(static_cast<double>(tokens) * options_.mlm_probability + 0.5);
    std::size_t left = std::max<std::size_t>(share, 1);
    for (const auto& word : words) {
      if (word.size() > left) continue;
      for (const std::size_t i : word) masked[i] = true;
      left -= word.size();
    }
  }

public:
  explicit DataCollatorForLanguageModeling(T t, bool mlm = true, const mlm_options& o = {},
                                           bool whole_word_mask = false)
      : tokenizer_(std::move(t)), mlm_(mlm), whole_words_(whole_word_mask), options_(o) {
    if (mlm) detail::check_mlm("DataCollatorForLanguageModeling", o, tokenizer_.special().mask);
    else if (whole_word_mask)
      detail::fail_text("DataCollatorForLanguageModeling: whole_word_mask hides words, which needs mlm");
  }

  Batch operator()(std::span<const Example> examples, std::size_t length, Generator& g) const {
    const auto [bos, eos, pad, mask] = tokenizer_.special();
    Batch b = pad_batch(examples, length, std::max(pad, 0));
    if (!mlm_) return b;
    const detail::position_draws draws(g, b.input_ids.size());
    const TokenId vocab = tokenizer_.vocab_size();
    if (whole_words_) {
      std::vector<bool> masked(b.input_ids.size());
      for (std::size_t row = 0; row < b.rows; ++row) choose_words(b, row, g, masked);
      replace_masked(std::span(b.input_ids), std::span(b.labels), masked, options_, mask, vocab, draws);
    } else {
      std::vector<bool> special(b.input_ids.size());
      for (std::size_t i = 0; i < special.size(); ++i) special[i] = is_special(b, i);
      mask_tokens(std::span(b.input_ids), std::span(b.labels), special, options_, mask, vocab, draws);
    }
    return b;
  }
};

} // namespace tenon
