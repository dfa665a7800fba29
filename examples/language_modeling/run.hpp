// SPDX-License-Identifier: BSL-1.0
// A run with a model of one shape: it learns, is evaluated, and writes.
#pragma once

#include "sample.hpp"
#include "train.hpp"

#include <memory>

template <tenon::GPTConfig C> int run(const Arguments& a, const Corpus& corpus) {
  constexpr std::size_t block = C.block_size;
  if (corpus.held_out().size() < block)
    throw usage_error("the text has " + std::to_string(corpus.train().size() + corpus.held_out().size()) +
                      " tokens; at least " + std::to_string(10 * block) + " are needed for blocks of " +
                      std::to_string(block));
  const auto prompt = corpus.encode(a.prompt); // before the work, not after
  tenon::Generator generator(a.seed);
  const auto model = std::make_unique<tenon::GPT<C>>(generator);
  std::fprintf(stderr, "%zu tokens of %ld kinds; the last tenth is held out; %ld parameters\n",
               corpus.train().size() + corpus.held_out().size(), long(corpus.vocab_size()),
               long(parameters(*model).numel()));
  if (!train(*model, corpus.train(), a)) {
    if (a.output_dir.empty()) std::fprintf(stderr, "interrupted; without --output_dir nothing was saved\n");
    else
      std::fprintf(stderr, "interrupted; what was learned is in '%s'; the same command with --resume goes on\n",
                   a.output_dir.c_str());
    return 130;
  }
  const double trained = evaluate(*model, corpus.train(), 100), unseen = evaluate(*model, corpus.held_out(), 400);
  std::printf("train loss     %.4f nats a token, perplexity %.3f\n", trained, std::exp(trained));
  std::printf("held-out loss  %.4f nats a token, perplexity %.3f\n\n", unseen, std::exp(unseen));
  std::printf("%s\n", (a.prompt + sample(*model, corpus, prompt, a)).c_str());
  return 0;
}

// Shapes are static: the vocabulary of every text is a part of this one.
inline constexpr tenon::index vocabulary = 512;
// GPT-2's structure in two sizes
inline constexpr tenon::GPTConfig tiny{
    .vocab_size = vocabulary, .block_size = 64, .n_layer = 2, .n_head = 4, .n_embd = 64, .dropout = 0};
inline constexpr tenon::GPTConfig small{
    .vocab_size = vocabulary, .block_size = 64, .n_layer = 4, .n_head = 4, .n_embd = 128, .dropout = 0};

// each in a source of its own, so that they are compiled side by side
extern template int run<tiny>(const Arguments&, const Corpus&);
extern template int run<small>(const Arguments&, const Corpus&);
