// SPDX-License-Identifier: BSL-1.0
#include "sample.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

using namespace tenon;

namespace {

// with the mask token for every <mask>
std::vector<TokenId> encode_masked(const ModelFacts& facts, const AnyTokenizer& tokenizer, const Arguments& a) {
  constexpr std::string_view mask = "<mask>";
  std::vector<TokenId> tokens;
  std::string_view text = *a.generate;
  for (std::size_t at; (at = text.find(mask)) != text.npos; text.remove_prefix(at + mask.size())) {
    std::string_view before = text.substr(0, at);
    // the tokens of bpe begin with the space before a word
    if (a.tokenizer == "bpe" && before.ends_with(' ')) before.remove_suffix(1);
    const auto known = tokenizer.encode(before);
    tokens.insert(tokens.end(), known.begin(), known.end());
    tokens.push_back(tokenizer.special().mask);
  }
  if (tokens.empty()) throw usage_error("--generate of an encoder fills in every <mask>, and its text has none");
  const auto rest = tokenizer.encode(text);
  tokens.insert(tokens.end(), rest.begin(), rest.end());
  if (tokens.size() > facts.block_size)
    throw usage_error("the text of --generate has " + std::to_string(tokens.size()) + " tokens, and the model reads " +
                      std::to_string(facts.block_size) + " at once");
  return tokens;
}

struct Candidate {
  TokenId token;
  double probability;
};
// five tokens, the likeliest first. Special ones are no text, and a vocabulary may be smaller than the model's.
std::vector<Candidate> likeliest_of(const AnyTokenizer& tokenizer, const std::vector<double>& scores) {
  std::vector<Candidate> all;
  double total = 0;
  for (TokenId t = 0; t < tokenizer.vocab_size(); ++t) {
    if (tokenizer.special().contains(t)) continue;
    all.push_back({t, std::exp(scores[static_cast<std::size_t>(t)])});
    total += all.back().probability;
  }
  const auto shown = std::min<std::ptrdiff_t>(5, std::ssize(all));
  std::ranges::partial_sort(all, all.begin() + shown, std::ranges::greater(), &Candidate::probability);
  all.resize(static_cast<std::size_t>(shown));
  for (Candidate& c : all) c.probability /= total;
  return all;
}

} // namespace

std::vector<TokenId> encode_prompt(const ModelFacts& facts, const AnyTokenizer& tokenizer, const Arguments& a) {
  if (facts.objective == Objective::masked) return encode_masked(facts, tokenizer, a);
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

Filled fill_masks(const LanguageModel& model, const AnyTokenizer& tokenizer, const std::vector<TokenId>& prompt) {
  Filled filled;
  std::vector<TokenId> tokens = prompt;
  for (std::size_t place = 0; place < prompt.size(); ++place) {
    if (prompt[place] != tokenizer.special().mask) continue;
    const auto likeliest = likeliest_of(tokenizer, model.scores(prompt, place));
    tokens[place] = likeliest.front().token;
    const char* between = "";
    for (const auto& [token, probability] : likeliest) {
      const auto text = nlohmann::json(tokenizer.decode(std::span(&token, 1)));
      char number[16];
      std::snprintf(number, sizeof number, "%.3f ", probability);
      filled.candidates += between;
      filled.candidates += number;
      filled.candidates += text.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
      between = "  ";
    }
    filled.candidates += '\n';
  }
  filled.text = tokenizer.decode(tokens);
  return filled;
}
