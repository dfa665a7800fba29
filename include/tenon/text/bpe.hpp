// SPDX-License-Identifier: BSL-1.0
// Byte-pair encoding over bytes, as GPT-2 has it. Sennrich, Haddow and Birch: Neural machine translation of rare words
// with subword units, ACL 2016; Radford et al.: Language models are unsupervised multitask learners, 2019.
#pragma once

#include <tenon/text/pieces.hpp>
#include <tenon/text/token.hpp>

#include <algorithm>
#include <array>
#include <queue>
#include <unordered_map>
#include <utility>

namespace tenon {

// Two tokens that become one.
struct Merge {
  TokenId left, right;
  bool operator==(const Merge&) const = default;
};

namespace detail {

inline std::uint64_t merge_key(Merge m) {
  return std::uint64_t(static_cast<std::uint32_t>(m.left)) << 32 | static_cast<std::uint32_t>(m.right);
}

// GPT-2 writes every byte as one printable character: those of Latin-1 as themselves, the others from U+0100 on. Its
// tokens of one byte are numbered in that order.
struct byte_alphabet {
  std::array<std::int32_t, 256> character{}; // of a byte
  std::array<unsigned char, 256> byte{};     // of a token

  constexpr byte_alphabet() {
    std::size_t n = 0;
    const auto printable = [](int b) { return (b > 0x20 && b < 0x7F) || (b > 0xA0 && b != 0xAD); };
    for (const bool wanted : {true, false})
      for (int b = 0, other = 0x100; b < 256; ++b)
        if (printable(b) == wanted) {
          character[static_cast<std::size_t>(b)] = wanted ? b : other++;
          byte[n++] = static_cast<unsigned char>(b);
        }
  }
};
inline constexpr byte_alphabet gpt2_alphabet;

} // namespace detail

// Pieces of text as tokens: one for each byte at first, of which pairs become one, the earliest merge first. Every
// sequence of bytes can be encoded. Needs utf8proc.
class BpeTokenizer {
  struct merged {
    std::int32_t rank;
    TokenId id;
  };
  std::vector<std::string> texts_;                   // of each token; empty for special ones
  std::vector<Merge> merges_;                        // by rank
  std::unordered_map<std::uint64_t, merged> merged_; // of a pair
  std::array<TokenId, 256> byte_token_{};
  SpecialTokens special_;

  static std::vector<std::string> numbered(const std::vector<Merge>& merges, bool masks) {
    std::vector<std::string> texts;
    for (const unsigned char byte : detail::gpt2_alphabet.byte) texts.emplace_back(1, static_cast<char>(byte));
    for (const auto [left, right] : merges) {
      const auto n = static_cast<TokenId>(texts.size());
      detail::require_token(left, n);
      detail::require_token(right, n);
      texts.push_back(texts[static_cast<std::size_t>(left)] + texts[static_cast<std::size_t>(right)]);
    }
    texts.resize(texts.size() + (masks ? 3 : 1));
    return texts;
  }
  static SpecialTokens special_behind(std::size_t merges, bool masks) {
    const auto n = static_cast<TokenId>(256 + merges);
    return {n, n, masks ? n + 1 : -1, masks ? n + 2 : -1};
  }

  // Joins pairs of a piece's tokens until none can be joined. A queue knows the earliest merge, so that a piece of n
  // bytes takes n log n steps; tokens that have become part of others are unlinked from their neighbours.
  void append(std::string_view piece, std::vector<TokenId>& ids) const {
    struct link {
      TokenId id;
      std::int32_t before, after;
    };
    struct candidate {
      std::int32_t rank, left;
      TokenId id, was_left, was_right;
      bool operator<(const candidate& o) const { return rank != o.rank ? rank > o.rank : left > o.left; }
    };
    const auto n = static_cast<std::int32_t>(piece.size());
    std::vector<link> links(piece.size());
    std::priority_queue<candidate> queue;
    const auto at = [&](std::int32_t i) -> link& { return links[static_cast<std::size_t>(i)]; };
    const auto propose = [&](std::int32_t left) {
      if (left < 0 || at(left).after >= n) return;
      const Merge pair{at(left).id, at(at(left).after).id};
      const auto found = merged_.find(detail::merge_key(pair));
      if (found != merged_.end()) queue.push({found->second.rank, left, found->second.id, pair.left, pair.right});
    };
    for (std::int32_t i = 0; i < n; ++i)
      at(i) = {byte_token_[static_cast<unsigned char>(piece[static_cast<std::size_t>(i)])], i - 1, i + 1};
    for (std::int32_t i = 0; i < n; ++i) propose(i);
    while (!queue.empty()) {
      const candidate best = queue.top();
      queue.pop();
      const std::int32_t right = at(best.left).after;
      // one of the two may have been joined with another meanwhile
      if (at(best.left).id != best.was_left || right >= n || at(right).id != best.was_right) continue;
      at(best.left).id = best.id;
      at(best.left).after = at(right).after;
      at(right).id = -1;
      if (at(best.left).after < n) at(at(best.left).after).before = best.left;
      propose(at(best.left).before);
      propose(best.left);
    }
    for (std::int32_t i = 0; i < n; i = at(i).after) ids.push_back(at(i).id);
  }

public:
  // Tokens by number: their bytes, none for special ones; and the merges, by rank. Throws text_error where a byte has
  // no token, or where a merge names none, makes none or occurs twice.
  BpeTokenizer(std::vector<std::string> texts, std::vector<Merge> merges, SpecialTokens special)
      : texts_(std::move(texts)), merges_(std::move(merges)), special_(special) {
    std::unordered_map<std::string_view, TokenId> number;
    byte_token_.fill(-1);
    for (TokenId id = 0; id < vocab_size(); ++id) {
      const std::string& t = text(id);
      if (t.empty()) continue;
      if (t.size() == 1) byte_token_[static_cast<unsigned char>(t[0])] = id;
      if (!number.emplace(t, id).second) detail::fail_text("BpeTokenizer: tokens ", number[t], " and ", id, " are one");
    }
    if (const auto none = std::ranges::find(byte_token_, -1); none != byte_token_.end())
      detail::fail_text("BpeTokenizer: byte ", none - byte_token_.begin(), " has no token");
    for (std::size_t rank = 0; rank < merges_.size(); ++rank) {
      const Merge m = merges_[rank];
      const auto made = number.find(text(m.left) + text(m.right));
      if (made == number.end())
        detail::fail_text("BpeTokenizer: merge ", rank, " of tokens ", m.left, " and ", m.right, " makes no token");
      if (!merged_.try_emplace(detail::merge_key(m), merged{static_cast<std::int32_t>(rank), made->second}).second)
        detail::fail_text("BpeTokenizer: merge ", rank, " of tokens ", m.left, " and ", m.right, " occurs twice");
    }
  }
  // GPT-2's numbers: the bytes, a token for each merge, and <|endoftext|>, which is bos and eos. With `masks`, pad and
  // mask follow.
  explicit BpeTokenizer(const std::vector<Merge>& merges = {}, bool masks = false)
      : BpeTokenizer(numbered(merges, masks), merges, special_behind(merges.size(), masks)) {}

  TokenId vocab_size() const { return static_cast<TokenId>(texts_.size()); }
  SpecialTokens special() const { return special_; }
  const std::vector<Merge>& merges() const { return merges_; }
  // a token's bytes; none for special ones
  const std::string& text(TokenId id) const {
    detail::require_token(id, vocab_size());
    return texts_[static_cast<std::size_t>(id)];
  }

  std::vector<TokenId> encode(std::string_view text) const {
    std::vector<TokenId> ids;
    // pieces come again and again
    std::unordered_map<std::string_view, std::vector<TokenId>> known;
    std::vector<TokenId> rare;
    each_piece(text, [&](std::string_view piece) {
      constexpr std::size_t most = 1 << 16;
      auto found = known.find(piece);
      if (found == known.end()) {
        rare.clear();
        append(piece, rare);
        if (known.size() < most) known.emplace(piece, rare);
        ids.insert(ids.end(), rare.begin(), rare.end());
      } else ids.insert(ids.end(), found->second.begin(), found->second.end());
    });
    return ids;
  }
  // Throws text_error for a number that is no token.
  std::string decode(std::span<const TokenId> ids) const {
    std::string all;
    for (const TokenId id : ids) all += text(id);
    return all;
  }
  // pieces of text begin with the space before a word
  bool begins_word(TokenId id) const {
    return id >= 0 && id < vocab_size() && !text(id).empty() &&
           detail::sort_of(character_at(text(id), 0).code) == detail::sort_of_character::space;
  }

  bool operator==(const BpeTokenizer& o) const {
    return texts_ == o.texts_ && merges_ == o.merges_ && special_ == o.special_;
  }
};

} // namespace tenon
