// SPDX-License-Identifier: BSL-1.0
// A text as numbers: every character that occurs has one. The last tenth is held out.
#pragma once

#include <tenon/tensor/random.hpp>

#include <array>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

// what a user did wrong, in one sentence
struct usage_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw usage_error("cannot read the file '" + path + "'");
  std::ostringstream content;
  content << file.rdbuf();
  if (content.str().empty()) throw usage_error("the file '" + path + "' is empty");
  return content.str();
}

class Vocabulary {
  std::array<int, 256> number_{};
  std::vector<char> character_;

public:
  explicit Vocabulary(std::string_view text) {
    std::array<bool, 256> occurs{};
    for (char c : text) occurs[static_cast<unsigned char>(c)] = true;
    number_.fill(-1);
    for (std::size_t c = 0; c < 256; ++c)
      if (occurs[c]) {
        number_[c] = static_cast<int>(character_.size());
        character_.push_back(static_cast<char>(c));
      }
  }
  std::size_t size() const { return character_.size(); }
  char character(std::int64_t number) const { return character_[static_cast<std::size_t>(number)]; }
  std::int64_t number(char c) const {
    const int n = number_[static_cast<unsigned char>(c)];
    if (n < 0) throw usage_error(std::string("the character '") + c + "' does not occur in the training text");
    return n;
  }
};

// Blocks of Context characters with the one that follows.
template <tenon::index Context> class Corpus {
  std::vector<std::int64_t> numbers_;
  std::size_t held_out_; // where the last tenth begins

public:
  Corpus(std::string_view text, const Vocabulary& vocabulary) : held_out_(text.size() - text.size() / 10) {
    if (held_out_ <= Context || text.size() - held_out_ <= Context)
      throw usage_error("the text has " + std::to_string(text.size()) + " characters; at least " +
                        std::to_string(10 * (Context + 1)) + " are needed for blocks of " + std::to_string(Context));
    numbers_.reserve(text.size());
    for (char c : text) numbers_.push_back(vocabulary.number(c));
  }
  std::size_t train_blocks() const { return held_out_ - Context; }
  std::size_t held_out_blocks() const { return numbers_.size() - held_out_ - Context; }
  std::size_t first_held_out() const { return held_out_; }

  // one row of a batch: the block that begins at `at`, and what follows it
  void copy_block(std::size_t at, std::int64_t* block, std::int64_t& next) const {
    for (std::size_t i = 0; i < Context; ++i) block[i] = numbers_[at + i];
    next = numbers_[at + Context];
  }
};
