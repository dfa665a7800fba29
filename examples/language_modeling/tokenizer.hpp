// SPDX-License-Identifier: BSL-1.0
// The tokenizer of a run, whichever kind it is.
#pragma once

#include <tenon/text/bpe.hpp>
#include <tenon/text/byte_tokenizer.hpp>
#include <tenon/text/char_tokenizer.hpp>

#include <variant>

// One of the tokenizers, with special tokens, named as --tokenizer names them.
class AnyTokenizer {
  std::variant<tenon::ByteTokenizer, tenon::CharTokenizer, tenon::BpeTokenizer> tokenizer_;

  template <class F> auto visit(F f) const { return std::visit(f, tokenizer_); }

public:
  template <tenon::tokenizer T> explicit AnyTokenizer(T t) : tokenizer_(std::move(t)) {}

  // Made for a text; throws text_error where that is empty and characters are wanted.
  static AnyTokenizer train(const std::string& kind, std::string_view text, tenon::TokenId vocab_size);
  // What an earlier run has saved; throws file_error.
  static AnyTokenizer load(const std::string& kind, const std::string& directory);
  void save(const std::string& directory) const;

  std::vector<tenon::TokenId> encode(std::string_view text) const {
    return visit([&](const auto& t) { return t.encode(text); });
  }
  std::string decode(std::span<const tenon::TokenId> ids) const {
    return visit([&](const auto& t) { return t.decode(ids); });
  }
  tenon::TokenId vocab_size() const {
    return visit([](const auto& t) { return t.vocab_size(); });
  }
  tenon::SpecialTokens special() const {
    return visit([](const auto& t) { return t.special(); });
  }
  bool begins_word(tenon::TokenId id) const {
    return visit([&](const auto& t) { return t.begins_word(id); });
  }
};
