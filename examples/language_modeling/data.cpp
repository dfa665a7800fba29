// SPDX-License-Identifier: BSL-1.0
#include "data.hpp"

#include <tenon/text/dataset.hpp>
#include <tenon/text/token_file.hpp>

#include <glob.h>

using namespace tenon;

namespace {

// blocks of tokens that it owns, in a file or in memory
struct Blocks {
  std::shared_ptr<const TokenFile> file;
  std::shared_ptr<const std::vector<TokenId>> memory;
  TextDataset blocks;

  std::size_t size() const { return blocks.size(); }
  Example operator[](std::size_t i) const { return blocks[i]; }
};
Blocks blocks_of(std::vector<TokenId> tokens, std::size_t block) {
  const auto owned = std::make_shared<const std::vector<TokenId>>(std::move(tokens));
  return {nullptr, owned, TextDataset(*owned, block)};
}
Blocks blocks_of(const std::string& path, const AnyTokenizer& tokenizer, std::size_t block, const std::string& cache,
                 bool overwrite) {
  if (cache.empty()) return blocks_of(tokenizer.encode(MappedFile(path).text()), block);
  const auto file = std::make_shared<const TokenFile>(path, tokenizer, cache, overwrite);
  return {file, nullptr, TextDataset(file->tokens(), block)};
}

// Cuts the source of a pair, and only then its target, until the pair fits.
void fit_pair(Example& e, std::size_t longest) {
  if (e.input_ids.size() <= longest) return;
  const auto source = std::ranges::find_if(e.labels, [](TokenId l) { return l != no_label; }) - e.labels.begin() - 1;
  const auto cut = std::min(source, std::ssize(e.input_ids) - static_cast<std::ptrdiff_t>(longest));
  for (auto* part : {&e.input_ids, &e.labels}) {
    part->erase(part->begin() + source - cut, part->begin() + source);
    part->resize(std::min(part->size(), longest));
  }
}

// behind a text's own rows
void append(AnyBatch& batch, const AnyBatch& more) {
  const auto add = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
  batch.rows += more.rows;
  batch.length = more.length;
  add(batch.input_ids, more.input_ids);
  add(batch.labels, more.labels);
  add(batch.lengths, more.lengths);
  add(batch.perm_mask, more.perm_mask);
  add(batch.target_mapping, more.target_mapping);
}

// neither epochs nor examples nor parameters share random numbers
std::uint64_t mixed(std::uint64_t seed, std::uint64_t number) { return seed + (number + 1) * 0x9E3779B97F4A7C15u; }

// the first tokens of a text, `wanted` of them at least if it has so many
std::vector<TokenId> first_tokens(std::string_view text, const AnyTokenizer& tokenizer, std::size_t wanted) {
  std::vector<TokenId> tokens;
  while (tokens.size() < wanted && !text.empty()) {
    const std::size_t n = tenon::detail::cut_after(text, 1024);
    const auto more = tokenizer.encode(text.substr(0, n));
    tokens.insert(tokens.end(), more.begin(), more.end());
    text.remove_prefix(n);
  }
  return tokens;
}

// embedded(block) and file(i, block) give the blocks of texts that are learned in blocks
template <class Embedded, class File>
Examples examples_of(const Arguments& a, const Texts& texts, const AnyTokenizer& tokenizer, std::size_t longest,
                     Embedded embedded, File file) {
  const auto block = a.block_size < 0 ? longest : std::min(longest, static_cast<std::size_t>(a.block_size));
  Examples examples(block);
  if (texts.paths.empty()) examples.add(embedded(block));
  for (std::size_t i = 0; i < texts.paths.size(); ++i) {
    const auto& path = texts.paths[i];
    if (a.line_by_line) examples.add(LineByLineTextDataset(path, tokenizer, block));
    else if (a.pairs)
      examples.add(PairDataset(
          path, tokenizer,
          {static_cast<std::size_t>(a.max_source_length), static_cast<std::size_t>(texts.max_target_length)}));
    else examples.add(file(i, block));
  }
  const char* what = texts.name == "eval" ? "the text of --eval_data_file" : "the text";
  if (examples.size() == 0)
    throw usage_error(std::string(what) + (a.line_by_line || a.pairs
                                               ? " has no line that is not blank"
                                               : " has fewer tokens than a block, which is " + std::to_string(block)));
  return examples;
}

} // namespace

Example Examples::operator[](std::size_t i) const {
  const auto in = std::ranges::upper_bound(parts_, i, {}, &part::end);
  Example e = in->at(i - (in == parts_.begin() ? 0 : in[-1].end));
  fit_pair(e, longest_);
  return e;
}

std::vector<std::string> train_paths(const Arguments& a) {
  if (!a.train_data_file.empty()) return {a.train_data_file};
  std::vector<std::string> paths;
  for (const auto& pattern : a.train_data_files) {
    glob_t found{};
    if (::glob(pattern.c_str(), 0, nullptr, &found) == 0)
      paths.insert(paths.end(), found.gl_pathv, found.gl_pathv + found.gl_pathc);
    else throw usage_error("--train_data_files: no file matches '" + pattern + "'");
    ::globfree(&found);
  }
  return paths;
}

Examples load_examples(const Arguments& a, const Texts& texts, const AnyTokenizer& tokenizer, std::size_t longest,
                       const std::string& directory, bool overwrite) {
  const auto cache = [&](std::size_t i) {
    return directory.empty() ? "" : directory + "/" + texts.name + std::to_string(i) + ".tokens";
  };
  return examples_of(
      a, texts, tokenizer, longest,
      [&](std::size_t block) { return blocks_of(tokenizer.encode(texts.embedded), block); },
      [&](std::size_t i, std::size_t block) {
        return blocks_of(texts.paths[i], tokenizer, block, cache(i), overwrite);
      });
}

void check_examples(const Arguments& a, const Texts& texts, const AnyTokenizer& tokenizer, std::size_t longest) {
  const auto first_block = [&](std::string_view text, std::size_t block) {
    return blocks_of(first_tokens(text, tokenizer, block), block);
  };
  examples_of(
      a, texts, tokenizer, longest, [&](std::size_t block) { return first_block(texts.embedded, block); },
      [&](std::size_t i, std::size_t block) { return first_block(MappedFile(texts.paths[i]).text(), block); });
}

Collator::Collator(const Arguments& a, Objective objective, const AnyTokenizer& tokenizer, std::size_t length,
                   std::uint64_t seed)
    : seed_(seed) {
  if (objective == Objective::permuted)
    collate_ =
        [collate = DataCollatorForPermutationLanguageModeling(
             tokenizer, {.plm_probability = a.plm_probability, .max_span_length = static_cast<int>(a.max_span_length)}),
         length](auto examples, Generator& g) { return collate(examples, length, g); };
  else
    collate_ = [collate = DataCollatorForLanguageModeling(tokenizer, objective == Objective::masked,
                                                          {.mlm_probability = a.mlm_probability}, a.whole_word_mask),
                length](auto examples, Generator& g) { return AnyBatch{collate(examples, length, g), {}, {}}; };
}

AnyBatch Collator::operator()(std::size_t first, std::size_t count,
                              const std::function<Example(std::size_t)>& example) const {
  AnyBatch batch;
  for (std::size_t i = first; i < first + count; ++i) {
    Generator g(mixed(seed_, 2 * i + 1));
    const Example e = example(i);
    append(batch, collate_(std::span(&e, 1), g));
  }
  return batch;
}

Example Shuffled::operator()(std::size_t number) {
  const std::size_t epoch = number / examples_.size();
  if (order_.empty() || epoch != epoch_) {
    epoch_ = epoch;
    Generator g(mixed(seed_, 2 * epoch));
    order_ = shuffled(examples_.size(), g);
  }
  return examples_[order_[number % examples_.size()]];
}
