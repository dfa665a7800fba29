// SPDX-License-Identifier: BSL-1.0
// UTF-8, and GPT-2's pieces of text.
#include <tenon/text/pieces.hpp>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <vector>

using namespace tenon;

namespace {
std::vector<std::string> pieces(std::string_view text) {
  std::vector<std::string> all;
  each_piece(text, [&](std::string_view piece) { all.emplace_back(piece); });
  return all;
}
using list = std::vector<std::string>;
} // namespace

TEST_CASE("characters of UTF-8", "[text]") {
  const auto code = [](std::string_view text) { return character_at(text, 0).code; };
  CHECK(code("A") == 'A');
  CHECK(code("\u00e9") == 0xE9);
  CHECK(code("\u20ac") == 0x20AC);
  CHECK(code("\U0001F600") == 0x1F600);
  CHECK(code("\U0010FFFF") == 0x10FFFF);
  // a lone continuation, overlong forms, surrogates, beyond the last code point, cut short
  for (const std::string_view wrong :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xC3", "\xE2\x82", "\xE2\x28\xA1", "\xF0\x9F\x98"}) {
    CHECK(code(wrong) == -1);
    CHECK(character_at(wrong, 0).bytes == 1);
  }
}

TEST_CASE("every code point comes back", "[text]") {
  for (std::int32_t code = 0; code <= 0x10FFFF; ++code) {
    if (code >= 0xD800 && code <= 0xDFFF) continue;
    std::string s;
    append_utf8(s, code);
    const Character c = character_at(s, 0);
    if (c.code != code || static_cast<std::size_t>(c.bytes) != s.size()) FAIL_CHECK("U+" << std::hex << code);
  }
}

TEST_CASE("pieces", "[text]") {
  CHECK(pieces("").empty());
  CHECK(pieces("Hello world") == list{"Hello", " world"});
  CHECK(pieces("I'm sure they've won't 'tis") == list{"I", "'m", " sure", " they", "'ve", " won", "'t", " '", "tis"});
  CHECK(pieces("we'll I'd it's you're DON'T") ==
        list{"we", "'ll", " I", "'d", " it", "'s", " you", "'re", " DON", "'", "T"});
  CHECK(pieces("x2y 1234,5 ...!") == list{"x", "2", "y", " 1234", ",", "5", " ...!"});
  // white space leaves its last character to what follows
  CHECK(pieces("a  b") == list{"a", " ", " b"});
  CHECK(pieces("a\n\nb") == list{"a", "\n", "\n", "b"});
  CHECK(pieces("a \n b  ") == list{"a", " \n", " b", "  "});
  CHECK(pieces("  ") == list{"  "});
  CHECK(pieces("\t7") == list{"\t", "7"});
  // letters and digits of other scripts, and spaces that are not ASCII
  CHECK(pieces("na\u00efve \u4f60\u597d\u0663\u00b2") == list{"na\u00efve", " \u4f60\u597d", "\u0663\u00b2"});
  CHECK(pieces("a\u00a0\u3000b") == list{"a", "\u00a0", "\u3000", "b"});
  // marks are no letters
  CHECK(pieces("e\u0301a") == list{"e", "\u0301", "a"});
  CHECK(pieces("\xFF\xFE a\xC3") == list{"\xFF\xFE", " a", "\xC3"});
}

TEST_CASE("pieces are the text", "[text][property]") {
  CHECK(rc::check("any bytes", [](const std::string& text) {
    std::string all;
    each_piece(text, [&](std::string_view piece) {
      RC_ASSERT(!piece.empty());
      all += piece;
    });
    RC_ASSERT(all == text);
  }));
}
