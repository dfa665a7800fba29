// SPDX-License-Identifier: BSL-1.0
#include "sample.hpp"

using namespace tenon;

std::vector<TokenId> encode_prompt(const AnyTokenizer& tokenizer, const Arguments& a) {
  auto tokens = tokenizer.encode(*a.generate);
  if (a.pairs) {
    tokens.resize(std::min(tokens.size(), static_cast<std::size_t>(a.max_source_length)));
    tokens.push_back(tokenizer.special().bos);
  } else if (tokens.empty()) tokens.push_back(0);
  return tokens;
}

std::string sample(const LanguageModel& model, const AnyTokenizer& tokenizer, const std::vector<TokenId>& prompt,
                   const Arguments& a) {
  const std::size_t longest = model.facts.block_size;
  generation_options options{.do_sample = true, .temperature = a.temperature, .seed = a.seed};
  const auto [bos, eos, pad, mask] = tokenizer.special();
  for (const TokenId special : {bos, pad, mask}) options.suppress_tokens.push_back(special);
  if (a.pairs) options.eos_token_id = {eos};
  else options.suppress_tokens.push_back(eos);
  // a vocabulary may be smaller than the model's
  for (TokenId t = tokenizer.vocab_size(); t < model.facts.vocab_size; ++t) options.suppress_tokens.push_back(t);

  std::vector<std::int64_t> tokens(prompt.begin(), prompt.end());
  const std::size_t begin = tokens.size();
  std::size_t end = begin + static_cast<std::size_t>(a.pairs ? std::min(a.length, a.val_max_target_length) : a.length);
  if (a.pairs) end = std::min(end, begin + longest / 2);
  while (tokens.size() < end) {
    // a model that can read n tokens goes on from the last n/2
    const std::size_t known = std::min(tokens.size(), longest / 2);
    options.max_new_tokens = static_cast<tenon::index>(std::min(end - tokens.size(), longest - known));
    const auto more = model.generate(std::span<const std::int64_t>(tokens).last(known), options);
    tokens.insert(tokens.end(), more.begin(), more.end());
    if (a.pairs && tokens.back() == eos) break;
    ++options.seed;
  }
  const std::vector<TokenId> written(tokens.begin() + static_cast<std::ptrdiff_t>(begin), tokens.end());
  return tokenizer.decode(written);
}
