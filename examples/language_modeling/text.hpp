// SPDX-License-Identifier: BSL-1.0
// The text of a run as tokens, whichever tokenizer made them.
#pragma once

#include <tenon/text/bpe_train.hpp>
#include <tenon/text/byte_tokenizer.hpp>
#include <tenon/text/char_tokenizer.hpp>

#include <functional>

// what a user did wrong, in one sentence
struct usage_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A text that is learned; its last tenth is held out.
class Corpus {
  std::vector<tenon::TokenId> tokens_;
  std::size_t held_out_; // where the last tenth begins
  std::function<std::vector<tenon::TokenId>(std::string_view)> encode_;
  std::function<std::string(std::span<const tenon::TokenId>)> decode_;
  tenon::index vocab_size_;

public:
  template <tenon::tokenizer T>
  Corpus(std::string_view text, T tokenizer)
      : tokens_(tokenizer.encode(text)), held_out_(tokens_.size() - tokens_.size() / 10),
        encode_([tokenizer](std::string_view s) { return tokenizer.encode(s); }),
        decode_([tokenizer](std::span<const tenon::TokenId> ids) { return tokenizer.decode(ids); }),
        vocab_size_(tokenizer.vocab_size()) {}

  std::span<const tenon::TokenId> train() const { return std::span(tokens_).first(held_out_); }
  std::span<const tenon::TokenId> held_out() const { return std::span(tokens_).subspan(held_out_); }
  tenon::index vocab_size() const { return vocab_size_; }
  std::vector<tenon::TokenId> encode(std::string_view text) const { return encode_(text); }
  std::string decode(std::span<const tenon::TokenId> ids) const { return decode_(ids); }
};

inline Corpus corpus_of(std::string_view text, const std::string& tokenizer) {
  if (tokenizer == "byte") return {text, tenon::ByteTokenizer()};
  if (tokenizer == "bpe") return {text, tenon::train_bpe(text, {.vocab_size = 512})};
  return {text, tenon::CharTokenizer(text)};
}
