// SPDX-License-Identifier: BSL-1.0
// How prompts of any lengths are read side by side by a language model, and what it then scores. A model is anything
// with a configuration, hidden(ids, cache) and head(), as GPT and Llama have them.
#pragma once

#include <tenon/models/cache.hpp>
#include <tenon/ops/matmul.hpp>

#include <array>
#include <concepts>
#include <span>
#include <vector>

namespace tenon {

using token_span = std::span<const std::int64_t>;

// several prompts: anything that std::span reads whose elements token_span reads
template <class P>
concept token_sequences = requires(const P& prompts) {
  requires std::convertible_to<typename decltype(std::span(prompts))::reference, token_span>;
};

namespace detail {
template <class P> inline constexpr std::size_t known_number = decltype(std::span(std::declval<const P&>()))::extent;

// how many prompts are read side by side: as many as the caller said, or all where their type says how many
template <class P, index Wanted>
inline constexpr index side_by_side = [] {
  if (Wanted != 0) return Wanted;
  return known_number<P> == std::dynamic_extent ? index(0) : static_cast<index>(known_number<P>);
}();
constexpr text check_side_by_side(const char* what, index number) {
  if (number > 0) return {};
  if (number < 0) return say(what, ": ", number, " prompts side by side; expected at least 1");
  return say(what, ": how many prompts there are is no part of their type; expected how many are read side by side");
}

template <token_sequences P>
std::vector<token_span> checked_prompts(const P& all, index max_new_tokens, index vocabulary, index longest) {
  std::vector<token_span> prompts;
  for (const token_span prompt : std::span(all)) {
    const std::string name = std::size(all) == 1 ? "the prompt" : "prompts[" + std::to_string(prompts.size()) + "]";
    if (prompt.empty()) fail<std::invalid_argument>("generate: " + name + " is empty; expected at least one token");
    // the last token is not read again
    if (std::ssize(prompt) - 1 > longest - max_new_tokens)
      fail<cache_overflow>("generate: " + name + " of " + std::to_string(prompt.size()) + " tokens and " +
                           std::to_string(max_new_tokens) + " new ones exceed the " + std::to_string(longest) +
                           " that the model can read");
    for (const std::int64_t token : prompt)
      if (token < 0 || token >= vocabulary)
        fail<std::out_of_range>("generate: token " + std::to_string(token) + " of " + name + " is none of the " +
                                std::to_string(vocabulary) + " tokens");
    prompts.push_back(prompt);
  }
  return prompts;
}

// A model and the cache of what it reads: Batch prompts side by side, each with Lines continuations.
template <class Model, index Batch, index Lines = 1> class reader {
  static constexpr auto config = Model::config;
  static constexpr index vocabulary = config.vocab_size, rows = Batch * Lines;
  static constexpr index longest = cache_extents(config).longest;
  using T = typename Model::value_type;
  static constexpr index width = std::remove_cvref_t<decltype(std::declval<const Model&>().head())>::size_type::list[1];

  const Model& model_;
  Cache<config, rows, longest, T> cache_;
  Tensor<T, rows, width> hidden_; // of the last token of each row
  Tensor<T, rows, vocabulary> scores_;
  std::array<token_span, static_cast<std::size_t>(rows)> next_; // what each row reads next, if anything
  Tensor<std::int64_t, rows> parent_;                           // which row it goes on from

  // prompts are read so many tokens at once
  static constexpr index chunk = longest < 16 ? longest : 16;

  auto& next(index row) { return next_[static_cast<std::size_t>(row)]; }
  void stay(index row) {
    next(row) = {};
    parent_(row) = row;
  }
  // Reads at most N tokens of each row, from number `done` on. What fills a row up comes after them, where they do not
  // see it, and is forgotten.
  template <index N> void read_some(index done) {
    Tensor<std::int64_t, rows, N> ids;
    std::array<index, static_cast<std::size_t>(rows)> counts;
    for (index row = 0; row < rows; ++row) {
      const index count = std::clamp(std::ssize(next(row)) - done, index(0), N);
      for (index i = 0; i < count; ++i) ids(row, i) = next(row)[static_cast<std::size_t>(done + i)];
      counts[static_cast<std::size_t>(row)] = count;
    }
    const inference_mode guard;
    const auto h = model_.hidden(ids, cache_);
    for (index row = 0; row < rows; ++row) {
      const index count = counts[static_cast<std::size_t>(row)];
      if (count > 0) std::copy_n(h.data() + (row * N + count - 1) * width, width, &hidden_(row, 0));
      const index length = cache_.length(row) - (N - count);
      cache_.crop(length < longest ? length : 0, row); // what is full cannot go on, but others may have to
    }
  }
  // Reads what comes next, a row of fewer tokens than others waiting for them.
  void read() {
    index length = 0;
    for (const token_span some : next_) length = std::max(length, std::ssize(some));
    for (index done = 0; done < length;) {
      const bool several = length - done > 1 && cache_.length() + chunk <= longest;
      if (several) read_some<chunk>(done);
      else read_some<1>(done);
      done += several ? chunk : 1;
    }
    scores_ = linear(hidden_, model_.head());
  }

public:
  explicit reader(const Model& model) : model_(model) {
    for (index row = 0; row < rows; ++row) stay(row);
  }

  // of what follows, in a line of a place
  std::span<const T> scores(index place, index line = 0) const {
    return {scores_.data() + (place * Lines + line) * vocabulary, static_cast<std::size_t>(vocabulary)};
  }
  // A line goes on with a token, from where line `parent` of its place has come.
  void go_on(const std::int64_t& token, index place, index line = 0, index parent = 0) {
    next(place * Lines + line) = token_span(&token, 1);
    parent_(place * Lines + line) = place * Lines + parent;
  }
  // Calls begin(number, place) for each prompt, which line 0 reads, and then advance(place) until that returns false:
  // it finds scores, and lets lines go on, the first ones. Where one ends the next prompt begins.
  template <class Begin, class Advance>
  void read_all(const std::vector<token_span>& prompts, Begin begin, Advance advance) {
    std::size_t begun = 0;
    const auto begin_next = [&](index place) {
      for (index line = 0; line < Lines; ++line) cache_.crop(0, place * Lines + line);
      if (begun == prompts.size()) return;
      next(place * Lines) = prompts[begun];
      begin(begun++, place);
    };
    for (index place = 0; place < Batch; ++place) begin_next(place);
    std::vector<index> ended;
    while (std::any_of(next_.begin(), next_.end(), [](token_span some) { return !some.empty(); })) {
      read();
      ended.clear();
      for (index place = 0; place < Batch; ++place) {
        if (next(place * Lines).empty()) continue;
        for (index line = 0; line < Lines; ++line) stay(place * Lines + line);
        if (!advance(place)) ended.push_back(place);
      }
      if constexpr (Lines > 1) cache_.reorder(parent_);
      for (const index place : ended) begin_next(place);
    }
  }
};
} // namespace detail

} // namespace tenon
