// SPDX-License-Identifier: BSL-1.0
// Cuts a text into the pieces that byte-pair encoding never joins, as GPT-2 does: contractions; letters, digits, or
// other signs, each with a space before; white space. Which character is what is Unicode's answer, asked of utf8proc.
#pragma once

#include <tenon/text/utf8.hpp>

#include <utf8proc.h>

namespace tenon {

namespace detail {

enum class sort_of_character { letter, number, space, other };

inline sort_of_character sort_of(std::int32_t code) {
  if (code < 0) return sort_of_character::other;
  // the property White_Space, which is more than the separators
  if ((code >= 0x9 && code <= 0xD) || code == 0x85) return sort_of_character::space;
  switch (utf8proc_category(code)) {
  case UTF8PROC_CATEGORY_LU:
  case UTF8PROC_CATEGORY_LL:
  case UTF8PROC_CATEGORY_LT:
  case UTF8PROC_CATEGORY_LM:
  case UTF8PROC_CATEGORY_LO:
    return sort_of_character::letter;
  case UTF8PROC_CATEGORY_ND:
  case UTF8PROC_CATEGORY_NL:
  case UTF8PROC_CATEGORY_NO:
    return sort_of_character::number;
  case UTF8PROC_CATEGORY_ZS:
  case UTF8PROC_CATEGORY_ZL:
  case UTF8PROC_CATEGORY_ZP:
    return sort_of_character::space;
  default:
    return sort_of_character::other;
  }
}

// the bytes of 's, 't, 're, 've, 'm, 'll or 'd at the beginning of a text
inline std::size_t contraction(std::string_view text) {
  for (const std::string_view c : {"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"})
    if (text.starts_with(c)) return c.size();
  return 0;
}

// how far characters of one sort reach from `begin`, and where the last of them begins
struct run {
  std::size_t end, last;
};
inline run run_of(sort_of_character sort, std::string_view text, std::size_t begin) {
  run r{begin, begin};
  while (r.end < text.size()) {
    const Character c = character_at(text, r.end);
    if (sort_of(c.code) != sort) break;
    r.last = r.end;
    r.end += static_cast<std::size_t>(c.bytes);
  }
  return r;
}

} // namespace detail

// How many bytes the first piece of a text has; 0 for an empty text. GPT-2's pattern is
// 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
inline std::size_t first_piece(std::string_view text) {
  using detail::sort_of_character;
  if (text.empty()) return 0;
  if (const auto n = detail::contraction(text)) return n;
  const std::size_t begin = text[0] == ' ' ? 1 : 0;
  if (begin < text.size()) {
    const auto sort = detail::sort_of(character_at(text, begin).code);
    if (sort != sort_of_character::space) return detail::run_of(sort, text, begin).end;
  }
  // white space leaves its last character to what follows, if it has another
  const auto spaces = detail::run_of(sort_of_character::space, text, 0);
  return spaces.end == text.size() || spaces.last == 0 ? spaces.end : spaces.last;
}

// f(piece) for the pieces of a text, which together are the text
template <class F> void each_piece(std::string_view text, F f) {
  while (!text.empty()) {
    const std::size_t n = first_piece(text);
    f(text.substr(0, n));
    text.remove_prefix(n);
  }
}

} // namespace tenon
