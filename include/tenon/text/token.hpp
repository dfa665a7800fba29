// SPDX-License-Identifier: BSL-1.0
// What tokenizers have in common: numbers for tokens, tokens that stand for no text, and the error of a text or
// vocabulary that cannot be used.
#pragma once

#include <tenon/io/file_error.hpp>

#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tenon {

// the number of a token
using TokenId = std::int32_t;
// the label of a position where nothing is to be predicted; cross_entropy's ignore_index
inline constexpr TokenId no_label = -100;

// One sentence: what in a text, a vocabulary or an argument cannot be used.
struct text_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Tokens that stand for no text; -1 where a vocabulary has none.
struct SpecialTokens {
  TokenId bos = -1, eos = -1, pad = -1, mask = -1;

  bool operator==(const SpecialTokens&) const = default;
  bool contains(TokenId id) const { return id >= 0 && (id == bos || id == eos || id == pad || id == mask); }
};

// Text to tokens and back. `decode(encode(text))` is the text; special tokens decode to nothing.
template <class T>
concept tokenizer = requires(const T& t, std::string_view text, std::span<const TokenId> ids, TokenId id) {
  { t.encode(text) } -> std::same_as<std::vector<TokenId>>;
  { t.decode(ids) } -> std::same_as<std::string>;
  { t.vocab_size() } -> std::same_as<TokenId>; // special tokens are counted
  { t.special() } -> std::same_as<SpecialTokens>;
  { t.begins_word(id) } -> std::same_as<bool>; // for masks of whole words
};

namespace detail {

template <class... Part> [[noreturn]] void fail_text(const Part&... fault) { fail<text_error>(concat(fault...)); }

// how special tokens are written in vocabularies
inline constexpr std::string_view special_names[] = {"<|bos|>", "<|endoftext|>", "<|pad|>", "<|mask|>"};

// all special tokens in that order, behind `count` others
inline SpecialTokens special_after(TokenId count) { return {count, count + 1, count + 2, count + 3}; }

inline void require_token(TokenId id, TokenId count) {
  if (id < 0 || id >= count) fail_text("there is no token ", id, "; the vocabulary has ", count);
}

} // namespace detail
} // namespace tenon
