// SPDX-License-Identifier: BSL-1.0
// Text that a model writes.
#pragma once

#include "arguments.hpp"

#include <tenon/models/generate.hpp>

// What follows a prompt, a.length tokens of it. A model that can read n tokens goes on from the last n/2.
template <class Model>
std::string sample(const Model& model, const Corpus& corpus, const std::vector<tenon::TokenId>& prompt,
                   const Arguments& a) {
  constexpr std::size_t longest = Model::config.block_size;
  std::vector<std::int64_t> tokens(prompt.begin(), prompt.end());
  if (tokens.empty()) tokens.push_back(corpus.train()[0]);
  const std::size_t begin = tokens.size(), end = begin + static_cast<std::size_t>(a.length);
  tenon::generation_options options{.do_sample = true, .temperature = a.temperature, .seed = a.seed};
  // a vocabulary may be smaller than the model's
  for (std::int64_t t = corpus.vocab_size(); t < Model::config.vocab_size; ++t) options.suppress_tokens.push_back(t);
  while (tokens.size() < end) {
    const std::size_t known = std::min(tokens.size(), longest / 2);
    options.max_new_tokens = static_cast<tenon::index>(std::min(end - tokens.size(), longest - known));
    const auto more = tenon::generate(model, std::span<const std::int64_t>(tokens).last(known), options);
    tokens.insert(tokens.end(), more.begin(), more.end());
    ++options.seed;
  }
  const std::vector<tenon::TokenId> written(tokens.begin() + static_cast<std::ptrdiff_t>(begin), tokens.end());
  return corpus.decode(written);
}
