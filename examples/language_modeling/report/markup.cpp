// SPDX-License-Identifier: BSL-1.0
#include "markup.hpp"

#include <tenon/text/utf8.hpp>

#include <charconv>

namespace {

// whether HTML and XML can both hold a character, and give it back as it is
bool is_plain(std::int32_t code) {
  if (code < 0x20) return code == '\n' || code == '\t';
  return (code < 0x7F || code > 0x9F) && (code & 0xFFFE) != 0xFFFE && (code < 0xFDD0 || code > 0xFDEF);
}

} // namespace

std::string escaped(std::string_view text) {
  std::string s;
  for (std::size_t at = 0; at < text.size();) {
    const auto [code, bytes] = tenon::character_at(text, at);
    if (code == '&') s += "&amp;";
    else if (code == '<') s += "&lt;";
    else if (code == '>') s += "&gt;";
    else if (code == '"') s += "&quot;";
    else if (is_plain(code)) s += text.substr(at, static_cast<std::size_t>(bytes));
    else if (code >= 0 && code < 0x20) tenon::append_utf8(s, 0x2400 + code);
    else if (code == 0x7F) tenon::append_utf8(s, 0x2421);
    else tenon::append_utf8(s, 0xFFFD);
    at += static_cast<std::size_t>(bytes);
  }
  return s;
}

std::string coordinate(double value) {
  char buffer[512];
  std::string s(buffer, std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, 1).ptr);
  if (s.ends_with(".0")) s.resize(s.size() - 2);
  return s == "-0" ? "0" : s;
}

std::string element(std::string_view name, std::initializer_list<Attribute> attributes, std::string_view inner) {
  std::string s = "<" + std::string(name);
  for (const auto& a : attributes)
    if (!a.value.empty()) s += " " + std::string(a.name) + "=\"" + escaped(a.value) + "\"";
  return s += ">" + std::string(inner) + "</" + std::string(name) + ">";
}
