// SPDX-License-Identifier: BSL-1.0
// One token a character.
#pragma once

#include <tenon/text/pieces.hpp>
#include <tenon/text/vocabulary_file.hpp>

#include <algorithm>
#include <iterator>

namespace tenon {

// The characters of one text, in the order of their code points; behind them the bytes that are not UTF-8, and behind
// these, where they are wanted, bos, eos, pad and mask. Needs nlohmann/json and utf8proc.
class CharTokenizer {
  std::vector<std::string> texts_; // of each token but the special ones
  std::vector<TokenId> number_;    // at the place of a character's key; -1: it is not in the vocabulary
  bool special_ = false;

  // a character's code point; for a byte that is not UTF-8, the negative of that byte
  static std::int32_t key_of(const Character& c, char byte) {
    return c.code >= 0 ? c.code : -static_cast<unsigned char>(byte);
  }
  static std::size_t place_of(std::int32_t key) { return static_cast<std::size_t>(key + 0xFF); }
  // a file knows such a byte as <0xFF>
  static constexpr char digits[] = "0123456789ABCDEF";
  static std::string name_of(std::int32_t key, const std::string& text) {
    return key >= 0 ? text : std::string{'<', '0', 'x', digits[-key / 16], digits[-key % 16], '>'};
  }
  void add(std::int32_t key) {
    if (place_of(key) >= number_.size()) number_.resize(place_of(key) + 1, -1);
    number_[place_of(key)] = static_cast<TokenId>(texts_.size());
    auto& text = texts_.emplace_back();
    if (key >= 0) append_utf8(text, key);
    else text += static_cast<char>(-key);
  }
  TokenId count() const { return static_cast<TokenId>(texts_.size()); }

  CharTokenizer() = default;

public:
  // The tokenizer of a text's own characters. Throws text_error where there are none.
  explicit CharTokenizer(std::string_view text, bool special = false) : special_(special) {
    if (text.empty()) detail::fail_text("CharTokenizer: an empty text has no characters");
    std::vector<bool> occurs(place_of(0x110000));
    for (std::size_t at = 0; at < text.size();) {
      const Character c = character_at(text, at);
      occurs[place_of(key_of(c, text[at]))] = true;
      at += static_cast<std::size_t>(c.bytes);
    }
    for (std::int32_t key = 0; key < 0x110000; ++key)
      if (occurs[place_of(key)]) add(key);
    for (std::int32_t key = -1; key >= -0xFF; --key)
      if (occurs[place_of(key)]) add(key);
  }
  // Throws file_error where the file is no vocabulary of characters.
  static CharTokenizer load(const std::string& path) {
    auto names = detail::read_vocabulary(path);
    CharTokenizer t;
    constexpr auto& special = detail::special_names;
    t.special_ = names.size() > std::size(special) &&
                 std::equal(std::begin(special), std::end(special), names.end() - std::ssize(special));
    if (t.special_) names.resize(names.size() - std::size(special));
    for (const auto& name : names) {
      const Character c = character_at(name, 0);
      std::int32_t key = c.code;
      if (static_cast<std::size_t>(c.bytes) != name.size() || c.code < 0)
        for (key = -0x80; key >= -0xFF && name_of(key, {}) != name;) --key;
      if (key < -0xFF) detail::fail_file(path, "is no vocabulary of characters: it has the token '", name, "'");
      t.add(key);
    }
    return t;
  }
  // Throws file_error.
  void save(const std::string& path) const {
    std::vector<std::string> names(texts_.size());
    for (std::size_t place = 0; place < number_.size(); ++place)
      if (const TokenId id = number_[place]; id >= 0) {
        const auto at = static_cast<std::size_t>(id);
        names[at] = name_of(static_cast<std::int32_t>(place) - 0xFF, texts_[at]);
      }
    if (special_) names.insert(names.end(), std::begin(detail::special_names), std::end(detail::special_names));
    detail::write_vocabulary(path, names);
  }

  TokenId vocab_size() const { return special_ ? count() + 4 : count(); }
  SpecialTokens special() const { return special_ ? detail::special_after(count()) : SpecialTokens{}; }

  // Throws text_error for a character that is not in the vocabulary.
  std::vector<TokenId> encode(std::string_view text) const {
    std::vector<TokenId> ids;
    ids.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
      const Character c = character_at(text, at);
      const auto bytes = static_cast<std::size_t>(c.bytes);
      const auto key = key_of(c, text[at]);
      const TokenId id = place_of(key) < number_.size() ? number_[place_of(key)] : -1;
      if (id < 0)
        detail::fail_text("CharTokenizer: '", name_of(key, std::string(text.substr(at, bytes))), "' at byte ", at,
                          " is not one of the vocabulary's ", count(), " characters");
      ids.push_back(id);
      at += bytes;
    }
    return ids;
  }
  // Throws text_error for a number that is no token.
  std::string decode(std::span<const TokenId> ids) const {
    std::string text;
    for (const TokenId id : ids) {
      detail::require_token(id, vocab_size());
      if (id < count()) text += texts_[static_cast<std::size_t>(id)];
    }
    return text;
  }
  // a word begins with the white space before it
  bool begins_word(TokenId id) const {
    return id >= 0 && id < count() &&
           detail::sort_of(character_at(texts_[static_cast<std::size_t>(id)], 0).code) ==
               detail::sort_of_character::space;
  }

  bool operator==(const CharTokenizer&) const = default;
};

} // namespace tenon
