// SPDX-License-Identifier: BSL-1.0
// Text that a model writes.
#pragma once

#include "model.hpp"
#include "tokenizer.hpp"

// The prompt as the model reads it: of --pairs, a source and what parts it from the target. Never empty. Throws
// text_error for what the tokenizer does not know.
std::vector<tenon::TokenId> encode_prompt(const AnyTokenizer& tokenizer, const Arguments& a);

// What follows it: `length` tokens, or a target.
std::string sample(const LanguageModel& model, const AnyTokenizer& tokenizer, const std::vector<tenon::TokenId>& prompt,
                   const Arguments& a);
