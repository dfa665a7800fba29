// SPDX-License-Identifier: BSL-1.0
#include "tokenizer.hpp"

#include <tenon/text/bpe_files.hpp>
#include <tenon/text/bpe_train.hpp>

using namespace tenon;

static_assert(tokenizer<AnyTokenizer>);

AnyTokenizer AnyTokenizer::train(const std::string& kind, std::string_view text, TokenId vocab_size) {
  if (kind == "byte") return AnyTokenizer(ByteTokenizer(true));
  if (kind == "bpe") return AnyTokenizer(train_bpe(text, {.vocab_size = vocab_size, .masks = true}));
  return AnyTokenizer(CharTokenizer(text, true));
}

AnyTokenizer AnyTokenizer::load(const std::string& kind, const std::string& directory) {
  if (kind == "byte") return AnyTokenizer(ByteTokenizer(true));
  const std::string vocabulary = directory + "/vocab.json";
  if (kind == "bpe") return AnyTokenizer(load_bpe(vocabulary, directory + "/merges.txt"));
  return AnyTokenizer(CharTokenizer::load(vocabulary));
}

void AnyTokenizer::save(const std::string& directory) const {
  const std::string vocabulary = directory + "/vocab.json";
  if (const auto* t = std::get_if<CharTokenizer>(&tokenizer_)) t->save(vocabulary);
  if (const auto* t = std::get_if<BpeTokenizer>(&tokenizer_)) save_bpe(*t, vocabulary, directory + "/merges.txt");
}
