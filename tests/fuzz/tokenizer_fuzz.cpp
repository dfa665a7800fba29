// SPDX-License-Identifier: BSL-1.0
// Any bytes as the files of a tokenizer and as a text, with a byte 0xFF between: refused with a sentence, or loaded;
// a tokenizer that was loaded gives back what it encodes.
#include "memory_file.hpp"

#include <tenon/text/bpe_files.hpp>
#include <tenon/text/char_tokenizer.hpp>

#include <cstdint>
#include <optional>

namespace {
void require(bool holds) {
  if (!holds) __builtin_trap();
}

std::string_view up_to_separator(std::string_view& rest) {
  const auto part = rest.substr(0, rest.find('\xFF'));
  rest.remove_prefix(std::min(part.size() + 1, rest.size()));
  return part;
}

// what a function that loads gives; nothing where the files are refused
template <class Load> auto loaded(Load load) -> std::optional<decltype(load())> {
  try {
    return load();
  } catch (const tenon::file_error& e) {
    require(std::string_view(e.what()).starts_with("file '/proc/self/fd/"));
  } catch (const tenon::text_error& e) {
    require(*e.what() != '\0');
  }
  return {};
}

template <class T> void check(const T& tokenizer, std::string_view text) {
  std::vector<tenon::TokenId> ids;
  try {
    ids = tokenizer.encode(text);
  } catch (const tenon::text_error&) {
    return; // a character that the vocabulary has not
  }
  for (const auto id : ids) require(0 <= id && id < tokenizer.vocab_size());
  require(tokenizer.decode(ids) == text);
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tenon;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const std::string_view vocabulary = up_to_separator(rest), merges = up_to_separator(rest);
  const memory_file first(vocabulary), second(merges);
  if (const auto t = loaded([&] { return CharTokenizer::load(first.path()); })) check(*t, rest);
  if (const auto t = loaded([&] { return load_bpe(first.path(), second.path()); })) check(*t, rest);
  return 0;
}
