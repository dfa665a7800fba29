// SPDX-License-Identifier: BSL-1.0
// Text that a model writes, or fills in.
#pragma once

#include "model.hpp"
#include "tokenizer.hpp"

// The prompt as the model reads it: of --pairs, a source and what parts it from the target; of an encoder, with a token
// for every <mask>. Never empty. Throws text_error for what the tokenizer does not know, and usage_error where an
// encoder has nothing to fill in or cannot read all.
std::vector<tenon::TokenId> encode_prompt(const ModelFacts& facts, const AnyTokenizer& tokenizer, const Arguments& a);

// What follows it: `length` tokens, or a target.
std::string sample(const LanguageModel& model, const AnyTokenizer& tokenizer, const std::vector<tenon::TokenId>& prompt,
                   const Arguments& a);

struct Filled {
  std::string text;       // the likeliest token at every place that was hidden
  std::string candidates; // a line for each of them: some tokens and their probabilities
};
// What an encoder finds at the masks of a prompt.
Filled fill_masks(const LanguageModel& model, const AnyTokenizer& tokenizer, const std::vector<tenon::TokenId>& prompt);
