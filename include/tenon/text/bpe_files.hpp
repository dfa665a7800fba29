// SPDX-License-Identifier: BSL-1.0
// GPT-2's two files of a byte-pair encoding: vocab.json numbers the tokens, merges.txt lists two of them a line.
#pragma once

#include <tenon/text/bpe.hpp>
#include <tenon/text/vocabulary_file.hpp>

#include <iterator>

namespace tenon {

namespace detail {

// bytes as their characters, and back
inline std::string printable_text(std::string_view bytes) {
  std::string s;
  for (const char c : bytes) append_utf8(s, gpt2_alphabet.character[static_cast<unsigned char>(c)]);
  return s;
}
// what has another character is no text of tokens, and stays as it is
inline std::string bytes_of_printable(const std::string& text) {
  std::string bytes;
  for (std::size_t at = 0; at < text.size();) {
    const Character c = character_at(text, at);
    const auto found = std::ranges::find(gpt2_alphabet.character, c.code);
    if (c.code < 0 || found == gpt2_alphabet.character.end()) return text;
    bytes += static_cast<char>(found - gpt2_alphabet.character.begin());
    at += static_cast<std::size_t>(c.bytes);
  }
  return bytes;
}

// f(line, number) for the lines of a text, without their ends
template <class F> void each_line(std::string_view text, F f) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    f(line, number);
  }
}

} // namespace detail

// Reads vocab.json and merges.txt of GPT-2 or of another encoding over bytes. Throws file_error, or text_error where
// the two do not fit.
inline BpeTokenizer load_bpe(const std::string& vocab_path, const std::string& merges_path) {
  auto texts = detail::read_vocabulary(vocab_path);
  std::unordered_map<std::string, TokenId> number;
  SpecialTokens special;
  TokenId* const places[] = {&special.bos, &special.eos, &special.pad, &special.mask};
  for (TokenId id = 0; id < static_cast<TokenId>(texts.size()); ++id) {
    auto& text = texts[static_cast<std::size_t>(id)];
    const auto name = std::ranges::find(detail::special_names, text);
    if (name != std::end(detail::special_names)) {
      *places[name - std::begin(detail::special_names)] = id;
      text.clear();
    } else {
      number.emplace(text, id);
      text = detail::bytes_of_printable(text);
    }
  }
  if (special.bos < 0) special.bos = special.eos;

  std::vector<Merge> merges;
  const MappedFile file(merges_path);
  detail::each_line(file.text(), [&](std::string_view line, std::size_t at) {
    if (line.empty() || (at == 1 && line.starts_with("#version"))) return;
    const auto space = line.find(' ');
    if (space == line.npos || line.find(' ', space + 1) != line.npos)
      detail::fail_file(merges_path, "has a line ", at, " that is not two tokens with a space between");
    const auto token = [&](std::string_view text) {
      const auto found = number.find(std::string(text));
      if (found == number.end())
        detail::fail_file(merges_path, "names a token '", text, "' in line ", at, ", which '", vocab_path, "' has not");
      return found->second;
    };
    merges.push_back({token(line.substr(0, space)), token(line.substr(space + 1))});
  });
  return BpeTokenizer(std::move(texts), std::move(merges), special);
}

// Writes both files; each is replaced as a whole or not at all. Throws file_error.
inline void save_bpe(const BpeTokenizer& tokenizer, const std::string& vocab_path, const std::string& merges_path) {
  std::vector<std::string> names;
  for (TokenId id = 0; id < tokenizer.vocab_size(); ++id) names.push_back(detail::printable_text(tokenizer.text(id)));
  const auto [bos, eos, pad, mask] = tokenizer.special();
  const TokenId special[] = {bos, eos, pad, mask}; // eos last of bos and eos, where they are one
  for (std::size_t i = 0; i < std::size(special); ++i)
    if (special[i] >= 0) names[static_cast<std::size_t>(special[i])] = detail::special_names[i];

  std::string lines = "#version: 0.2\n";
  for (const auto [left, right] : tokenizer.merges()) {
    lines += detail::printable_text(tokenizer.text(left)) + ' ';
    lines += detail::printable_text(tokenizer.text(right)) + '\n';
  }
  detail::write_vocabulary(vocab_path, names);
  AtomicFile file(merges_path);
  file.write(lines.data(), lines.size());
  file.commit();
}

} // namespace tenon
