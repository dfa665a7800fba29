// SPDX-License-Identifier: BSL-1.0
// One token a byte.
#pragma once

#include <tenon/text/token.hpp>

namespace tenon {

// A token's number is its byte. With special tokens, 256 to 259 are bos, eos, pad and mask.
class ByteTokenizer {
  bool special_ = false;

public:
  ByteTokenizer() = default;
  explicit ByteTokenizer(bool special) : special_(special) {}

  TokenId vocab_size() const { return special_ ? 260 : 256; }
  SpecialTokens special() const { return special_ ? detail::special_after(256) : SpecialTokens{}; }

  std::vector<TokenId> encode(std::string_view text) const {
    std::vector<TokenId> ids;
    ids.reserve(text.size());
    for (const char c : text) ids.push_back(static_cast<unsigned char>(c));
    return ids;
  }
  // Throws text_error for a number that is no token.
  std::string decode(std::span<const TokenId> ids) const {
    std::string text;
    text.reserve(ids.size());
    for (const TokenId id : ids) {
      detail::require_token(id, vocab_size());
      if (id < 256) text += static_cast<char>(id);
    }
    return text;
  }
  // a word begins with the white space before it
  bool begins_word(TokenId id) const { return id == ' ' || (id >= '\t' && id <= '\r'); }

  bool operator==(const ByteTokenizer&) const = default;
};

} // namespace tenon
