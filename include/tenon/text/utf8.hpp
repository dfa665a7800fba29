// SPDX-License-Identifier: BSL-1.0
// Text as characters: UTF-8 in, code points out. A byte that belongs to no valid sequence is a character of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tenon {

// A character of a text: its code point, or -1 for a byte that is not UTF-8; and how many bytes it takes.
struct Character {
  std::int32_t code;
  int bytes;
};

// The character that begins at `text[at]`. Overlong forms, surrogates and numbers above U+10FFFF are not UTF-8.
// The Unicode Standard, table 3-7
constexpr Character character_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u; };
  const unsigned first = byte(0);
  if (first < 0x80) return {static_cast<std::int32_t>(first), 1};
  const int bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4) return {-1, 1};
  // the second byte decides what would be overlong, a surrogate, or too large
  const unsigned low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const unsigned high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (byte(1) < low || byte(1) > high) return {-1, 1};
  unsigned code = first & (0x7Fu >> bytes);
  for (int i = 1; i < bytes; ++i) {
    const unsigned next = byte(static_cast<std::size_t>(i));
    if ((next & 0xC0) != 0x80) return {-1, 1};
    code = code << 6 | (next & 0x3F);
  }
  return {static_cast<std::int32_t>(code), bytes};
}

// Appends a code point as UTF-8.
inline void append_utf8(std::string& text, std::int32_t code) {
  const auto c = static_cast<std::uint32_t>(code);
  const auto put = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
  const auto follow = [&](int shift) { put(0x80 | (c >> shift & 0x3F)); };
  if (c < 0x80) put(c);
  else if (c < 0x800) put(0xC0 | c >> 6), follow(0);
  else if (c < 0x10000) put(0xE0 | c >> 12), follow(6), follow(0);
  else put(0xF0 | c >> 18), follow(12), follow(6), follow(0);
}

} // namespace tenon
