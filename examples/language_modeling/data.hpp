// SPDX-License-Identifier: BSL-1.0
// The texts of a run as examples, and examples as batches.
#pragma once

#include "model.hpp"
#include "tokenizer.hpp"

#include <functional>

// Examples of one or several texts, one text after another.
class Examples {
  struct part {
    std::size_t end; // number of the first example that is not in it
    std::function<tenon::Example(std::size_t)> at;
  };
  std::vector<part> parts_;
  std::size_t longest_;

public:
  // of at most `longest` tokens
  explicit Examples(std::size_t longest) : longest_(longest) {}

  std::size_t size() const { return parts_.empty() ? 0 : parts_.back().end; }
  template <class Dataset> void add(Dataset d) {
    const auto kept = std::make_shared<const Dataset>(std::move(d)); // a mapped file cannot be copied
    parts_.push_back({size() + kept->size(), [kept](std::size_t i) { return (*kept)[i]; }});
  }
  tenon::Example operator[](std::size_t i) const;
};

// The texts that a run learns from or is evaluated with.
struct Texts {
  std::string name; // of their tokens' files: train, eval
  long max_target_length;
  std::vector<std::string> paths = {};
  std::string_view embedded = {}; // instead of files
};
// the files of train_data_file or train_data_files, whose patterns are resolved; throws usage_error where none fits
std::vector<std::string> train_paths(const Arguments& a);

// Encodes texts as the arguments say, `longest` tokens an example at most. The tokens are kept in and taken from files
// of the directory, if there is one; overwrite: made anew. Throws usage_error where there is no example.
Examples load_examples(const Arguments& a, const Texts& texts, const AnyTokenizer& tokenizer, std::size_t longest,
                       const std::string& directory, bool overwrite);
// Throws what load_examples would because of the texts, but reads no more than it must and writes nothing.
void check_examples(const Arguments& a, const Texts& texts, const AnyTokenizer& tokenizer, std::size_t longest);

// Makes batches with rows of `length` tokens as an objective wants them. What is random about an example depends on the
// seed and its place in the order only, not on the batch.
class Collator {
  std::function<AnyBatch(std::span<const tenon::Example>, tenon::Generator&)> collate_;
  std::uint64_t seed_;

public:
  Collator(const Arguments& a, Objective objective, const AnyTokenizer& tokenizer, std::size_t length,
           std::uint64_t seed);
  // the examples example(first), example(first + 1), ...
  AnyBatch operator()(std::size_t first, std::size_t count,
                      const std::function<tenon::Example(std::size_t)>& example) const;
};

// Examples without end: every epoch has an order of its own.
class Shuffled {
  const Examples& examples_;
  std::uint64_t seed_;
  std::size_t epoch_ = 0;
  std::vector<std::size_t> order_;

public:
  Shuffled(const Examples& examples, std::uint64_t seed) : examples_(examples), seed_(seed) {}
  tenon::Example operator()(std::size_t number);
};
