// SPDX-License-Identifier: BSL-1.0
// Learns a byte-pair encoding: the pair of tokens that occurs most often becomes one, again and again.
#pragma once

#include <tenon/text/bpe.hpp>

namespace tenon {

struct bpe_options {
  TokenId vocab_size = 50257; // bytes, merges and special tokens
  std::int64_t min_frequency = 2;
  bool masks = false; // also pad and mask tokens
};

namespace detail {

// Words of tokens with how often each occurs, and of every pair in them how often it occurs and in which words.
class pair_counts {
  struct word {
    std::vector<TokenId> tokens;
    std::int64_t count;
  };
  struct pair {
    std::int64_t count = 0;
    std::vector<std::int32_t> words; // where it has occurred
  };
  struct candidate {
    std::int64_t count;
    Merge merge;
    // most frequent first, of equals the one of smaller numbers
    bool operator<(const candidate& o) const {
      return count != o.count ? count < o.count : merge_key(merge) > merge_key(o.merge);
    }
  };
  std::vector<word> words_;
  std::unordered_map<std::uint64_t, pair> pairs_;
  std::priority_queue<candidate> queue_;
  std::vector<Merge> touched_; // whose counts have changed

  void count(Merge m, std::int64_t by, std::int32_t at) {
    pair& p = pairs_[merge_key(m)];
    p.count += by;
    if (by > 0 && (p.words.empty() || p.words.back() != at)) p.words.push_back(at);
    touched_.push_back(m);
  }
  void replace(Merge old, Merge now, std::int64_t occurrences, std::int32_t at) {
    count(old, -occurrences, at);
    count(now, occurrences, at);
  }
  void queue_touched() {
    std::ranges::sort(touched_, {}, merge_key);
    const auto repeated = std::ranges::unique(touched_);
    touched_.erase(repeated.begin(), repeated.end());
    for (const Merge m : touched_)
      if (const auto n = pairs_[merge_key(m)].count; n > 0) queue_.push({n, m});
    touched_.clear();
  }

public:
  void add(std::vector<TokenId> tokens, std::int64_t occurrences) {
    const auto at = static_cast<std::int32_t>(words_.size());
    for (std::size_t i = 1; i < tokens.size(); ++i) count({tokens[i - 1], tokens[i]}, occurrences, at);
    words_.push_back({std::move(tokens), occurrences});
  }
  // the most frequent pair, and how often it occurs: not at all where there is none
  std::pair<Merge, std::int64_t> best() {
    queue_touched();
    for (; !queue_.empty(); queue_.pop()) // counts that have changed since are in the queue again
      if (const auto& [n, merge] = queue_.top(); pairs_[merge_key(merge)].count == n) return {merge, n};
    return {{}, 0};
  }
  // makes one token of a pair everywhere, from left to right
  void join(Merge m, TokenId id) {
    const auto where = std::move(pairs_[merge_key(m)].words);
    for (const auto at : where) {
      auto& [tokens, occurrences] = words_[static_cast<std::size_t>(at)];
      std::size_t n = 0;
      for (std::size_t i = 0; i < tokens.size(); ++i) {
        const bool joins = i + 1 < tokens.size() && Merge{tokens[i], tokens[i + 1]} == m;
        if (joins && n > 0) replace({tokens[n - 1], m.left}, {tokens[n - 1], id}, occurrences, at);
        if (joins && i + 2 < tokens.size()) replace({m.right, tokens[i + 2]}, {id, tokens[i + 2]}, occurrences, at);
        tokens[n++] = joins ? id : tokens[i];
        if (joins) ++i;
      }
      tokens.resize(n);
    }
    pairs_.erase(merge_key(m));
  }
};

} // namespace detail

// Learns from a text, which is cut into GPT-2's pieces. Fewer tokens than asked for come out where no pair is left that
// occurs min_frequency times. progress(merges so far, merges at most) is called for every merge. Throws text_error
// where vocab_size leaves no room for the bytes.
template <class Progress> BpeTokenizer train_bpe(std::string_view text, const bpe_options& options, Progress progress) {
  const BpeTokenizer bytes({}, options.masks);
  if (options.vocab_size < bytes.vocab_size())
    detail::fail_text("train_bpe: vocab_size is ", options.vocab_size, "; bytes and special tokens are ",
                      bytes.vocab_size());
  std::unordered_map<std::string_view, std::int64_t> pieces;
  each_piece(text, [&](std::string_view piece) { ++pieces[piece]; });
  // in an order of their own, so that the result does not depend on that of the map
  std::vector<std::pair<std::string_view, std::int64_t>> sorted(pieces.begin(), pieces.end());
  std::ranges::sort(sorted);
  detail::pair_counts counts;
  for (const auto& [piece, n] : sorted) counts.add(bytes.encode(piece), n);

  std::vector<Merge> merges;
  const TokenId most = options.vocab_size - bytes.vocab_size();
  while (static_cast<TokenId>(merges.size()) < most) {
    const auto [merge, n] = counts.best();
    if (n < std::max<std::int64_t>(options.min_frequency, 1)) break;
    counts.join(merge, static_cast<TokenId>(256 + merges.size()));
    merges.push_back(merge);
    progress(static_cast<TokenId>(merges.size()), most);
  }
  return BpeTokenizer(merges, options.masks);
}
inline BpeTokenizer train_bpe(std::string_view text, const bpe_options& options = {}) {
  return train_bpe(text, options, [](TokenId, TokenId) {});
}

} // namespace tenon
