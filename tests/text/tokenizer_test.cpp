// SPDX-License-Identifier: BSL-1.0
// Tokens for characters and for bytes.
#include <tenon/text/bpe.hpp>
#include <tenon/text/byte_tokenizer.hpp>
#include <tenon/text/char_tokenizer.hpp>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <filesystem>
#include <fstream>

using namespace tenon;

namespace {
using ids = std::vector<TokenId>;
struct temporary {
  std::string path = std::filesystem::temp_directory_path() / "tenon_tokenizer_test.json";
  ~temporary() { std::filesystem::remove(path); }
};
} // namespace

static_assert(tokenizer<CharTokenizer> && tokenizer<ByteTokenizer> && tokenizer<BpeTokenizer>);
static_assert(!tokenizer<std::string>);

TEST_CASE("characters are numbered by their code points", "[text]") {
  const CharTokenizer t("hello, w\u00f6rld\n\xFF\x80");
  CHECK(t.vocab_size() == 13);
  CHECK(t.encode("\n ,d\u00f6") == ids{0, 1, 2, 3, 10});
  CHECK(t.encode("\x80\xFF") == ids{11, 12}); // bytes that are no characters come last
  CHECK(t.special() == SpecialTokens{});
  CHECK(t.begins_word(0));
  CHECK_FALSE(t.begins_word(3));
  CHECK_THROWS_WITH(t.encode("held x"), "CharTokenizer: 'x' at byte 5 is not one of the vocabulary's 13 characters");
  CHECK_THROWS_WITH(t.encode("\x81"), "CharTokenizer: '<0x81>' at byte 0 is not one of the vocabulary's 13 characters");
  CHECK_THROWS_WITH(t.decode(ids{13}), "there is no token 13; the vocabulary has 13");
  CHECK_THROWS_WITH(CharTokenizer(""), "CharTokenizer: an empty text has no characters");
}

TEST_CASE("special tokens stand for no text", "[text]") {
  const CharTokenizer t("ab", true);
  CHECK(t.vocab_size() == 6);
  CHECK(t.special() == SpecialTokens{2, 3, 4, 5});
  CHECK(t.decode(ids{2, 0, 5, 1, 3, 4}) == "ab");
  const ByteTokenizer b(true);
  CHECK(b.vocab_size() == 260);
  CHECK(b.special() == SpecialTokens{256, 257, 258, 259});
  CHECK(b.decode(ids{256, 'a', 259}) == "a");
  CHECK(b.special().contains(258));
  CHECK_FALSE(b.special().contains(255));
  CHECK_FALSE(SpecialTokens{}.contains(-1));
}

TEST_CASE("every text survives", "[text][property]") {
  CHECK(rc::check("characters", [](const std::string& text) {
    RC_PRE(!text.empty());
    const CharTokenizer t(text);
    RC_ASSERT(t.decode(t.encode(text)) == text);
  }));
  CHECK(rc::check("bytes", [](const std::string& text) {
    const ByteTokenizer t;
    RC_ASSERT(t.encode(text).size() == text.size());
    RC_ASSERT(t.decode(t.encode(text)) == text);
  }));
}

TEST_CASE("a vocabulary of characters in a file", "[text]") {
  const temporary file;
  for (const bool special : {false, true}) {
    const CharTokenizer t("a\"\\\n\t\x01<0x80>\u00e9\U0001F600\x80\xFF", special);
    t.save(file.path);
    CHECK(CharTokenizer::load(file.path) == t);
  }
  const auto refuses = [&](const char* text, const char* fault) {
    std::ofstream(file.path) << text;
    CHECK_THROWS_WITH(CharTokenizer::load(file.path), "file '" + file.path + "' " + fault);
  };
  refuses("{\"ab\":0}", "is no vocabulary of characters: it has the token 'ab'");
  refuses("{\"\":0}", "is no vocabulary of characters: it has the token ''");
  refuses("{\"<0x41>\":0}", "is no vocabulary of characters: it has the token '<0x41>'");
  refuses("{", "is no vocabulary: expected a JSON object, token: number");
}
