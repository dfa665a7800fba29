// SPDX-License-Identifier: BSL-1.0
// Examples to learn from: blocks of a text, its lines, or pairs of source and target. Files are mapped, and lines
// become tokens when they are asked for.
#pragma once

#include <tenon/text/token_file.hpp>

#include <algorithm>

namespace tenon {

// One sequence, and what is to be predicted at each of its positions: no_label for nothing. Not shifted.
struct Example {
  std::vector<TokenId> input_ids, labels;
  bool operator==(const Example&) const = default;
};

// Consecutive blocks of tokens, which must outlive it; what does not fill a block at the end is left out.
// TextDataset of Hugging Face's Transformers
class TextDataset {
  std::span<const TokenId> tokens_;
  std::size_t block_size_;

public:
  TextDataset(std::span<const TokenId> tokens, std::size_t block_size) : tokens_(tokens), block_size_(block_size) {
    if (block_size == 0) detail::fail_text("TextDataset: a block has no tokens");
  }
  std::size_t size() const { return tokens_.size() / block_size_; }
  Example operator[](std::size_t i) const {
    const auto block = tokens_.subspan(i * block_size_, block_size_);
    return {{block.begin(), block.end()}, {block.begin(), block.end()}};
  }
};

namespace detail {
// where the lines of a mapped file are that have more than white space
class line_index {
  MappedFile file_;
  std::vector<std::size_t> begins_;  // of each line
  std::vector<std::size_t> numbers_; // of each line, from 1

public:
  explicit line_index(const std::string& path) : file_(path) {
    const auto text = file_.text();
    for (std::size_t at = 0, number = 1; at < text.size(); ++number) {
      const auto end = std::min(text.find('\n', at), text.size());
      if (text.substr(at, end - at).find_first_not_of(" \t\r\v\f") != text.npos) {
        begins_.push_back(at);
        numbers_.push_back(number);
      }
      at = end + 1;
    }
  }
  std::size_t size() const { return begins_.size(); }
  std::size_t number(std::size_t i) const { return numbers_[i]; }
  std::string_view operator[](std::size_t i) const {
    auto line = file_.text().substr(begins_[i]);
    line = line.substr(0, std::min(line.find('\n'), line.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
  }
};
} // namespace detail

// The lines of a file that are not blank, each cut to block_size tokens. LineByLineTextDataset of Hugging Face's
// Transformers
template <tokenizer T> class LineByLineTextDataset {
  detail::line_index lines_;
  T tokenizer_;
  std::size_t block_size_;

public:
  LineByLineTextDataset(const std::string& path, T t, std::size_t block_size)
      : lines_(path), tokenizer_(std::move(t)), block_size_(block_size) {}

  std::size_t size() const { return lines_.size(); }
  Example operator[](std::size_t i) const {
    auto ids = tokenizer_.encode(lines_[i]);
    ids.resize(std::min(ids.size(), block_size_));
    return {ids, ids};
  }
};

struct pair_lengths {
  std::size_t source = 512, target = 100; // tokens at most
};

// Lines of a source, a tab and a target: the sequence is source, bos, target, eos, and only what follows bos is to be
// predicted.
template <tokenizer T> class PairDataset {
  detail::line_index lines_;
  T tokenizer_;
  pair_lengths most_;

public:
  // Throws file_error for a line that has not one tab, text_error where the tokenizer has neither bos nor eos.
  PairDataset(const std::string& path, T t, pair_lengths most = {})
      : lines_(path), tokenizer_(std::move(t)), most_(most) {
    if (tokenizer_.special().bos < 0 || tokenizer_.special().eos < 0)
      detail::fail_text("PairDataset: the tokenizer has no bos and eos to part source and target");
    for (std::size_t i = 0; i < size(); ++i)
      if (std::ranges::count(lines_[i], '\t') != 1)
        detail::fail_file(path, "has no source and target with a tab between in line ", lines_.number(i));
  }
  std::size_t size() const { return lines_.size(); }
  Example operator[](std::size_t i) const {
    const auto line = lines_[i];
    const auto tab = line.find('\t');
    auto ids = tokenizer_.encode(line.substr(0, tab));
    ids.resize(std::min(ids.size(), most_.source));
    ids.push_back(tokenizer_.special().bos);
    Example e{ids, std::vector<TokenId>(ids.size(), no_label)};
    auto target = tokenizer_.encode(line.substr(tab + 1));
    target.resize(std::min(target.size(), most_.target));
    target.push_back(tokenizer_.special().eos);
    for (auto* part : {&e.input_ids, &e.labels}) part->insert(part->end(), target.begin(), target.end());
    return e;
  }
};

} // namespace tenon
