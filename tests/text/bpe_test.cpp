// SPDX-License-Identifier: BSL-1.0
// Byte-pair encoding: learned and applied as a slow program does that counts everything anew, and kept in GPT-2's
// files.
#include <tenon/text/bpe_files.hpp>
#include <tenon/text/bpe_train.hpp>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <filesystem>
#include <fstream>
#include <map>

using namespace tenon;

namespace {
using ids = std::vector<TokenId>;

void join(ids& tokens, Merge m, TokenId id) {
  ids joined;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const bool both = i + 1 < tokens.size() && tokens[i] == m.left && tokens[i + 1] == m.right;
    joined.push_back(both ? id : tokens[i]);
    if (both) ++i;
  }
  tokens = joined;
}
std::vector<ids> bytes_of_pieces(const std::string& text) {
  const BpeTokenizer bytes;
  std::vector<ids> words;
  each_piece(text, [&](std::string_view piece) { words.push_back(bytes.encode(piece)); });
  return words;
}
std::vector<Merge> learn_slowly(const std::string& text, std::size_t merges, int min_frequency) {
  auto words = bytes_of_pieces(text);
  std::vector<Merge> learned;
  while (learned.size() < merges) {
    std::map<std::pair<TokenId, TokenId>, int> count; // in ascending order, so that the first of equals is the smallest
    for (const auto& w : words)
      for (std::size_t i = 1; i < w.size(); ++i) ++count[{w[i - 1], w[i]}];
    int most = 0;
    Merge best{};
    for (const auto& [pair, n] : count)
      if (n > most) most = n, best = {pair.first, pair.second};
    if (most < min_frequency) break;
    for (auto& w : words) join(w, best, static_cast<TokenId>(256 + learned.size()));
    learned.push_back(best);
  }
  return learned;
}
ids encode_slowly(const std::string& text, const std::vector<Merge>& merges) {
  ids all;
  for (auto word : bytes_of_pieces(text)) {
    for (std::size_t rank = 0; rank < merges.size(); ++rank) join(word, merges[rank], static_cast<TokenId>(256 + rank));
    all.insert(all.end(), word.begin(), word.end());
  }
  return all;
}

// texts of few different characters, in which pairs come again
rc::Gen<std::string> repetitive() {
  return rc::gen::container<std::string>(rc::gen::element('a', 'b', 'c', ' ', 'a', 'b', '\n', '1', '\xC3'));
}

struct directory {
  std::filesystem::path path = std::filesystem::temp_directory_path() / "tenon_bpe_test";
  directory() { std::filesystem::create_directories(path); }
  ~directory() { std::filesystem::remove_all(path); }
  std::string file(const char* name) const { return path / name; }
  void write(const char* name, const std::string& text) const { std::ofstream(path / name) << text; }
};
std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
} // namespace

TEST_CASE("learning agrees with counting everything anew", "[text][property]") {
  CHECK(rc::check([] {
    const auto text = *repetitive();
    const auto least = *rc::gen::inRange(1, 4);
    const auto merges = train_bpe(text, {.vocab_size = 257 + 12, .min_frequency = least}).merges();
    RC_ASSERT(merges == learn_slowly(text, 12, least));
  }));
}

TEST_CASE("encoding agrees with one merge after the other", "[text][property]") {
  CHECK(rc::check([] {
    const auto merges = learn_slowly(*repetitive(), 20, 1);
    const auto text = *repetitive();
    RC_ASSERT(BpeTokenizer(merges).encode(text) == encode_slowly(text, merges));
  }));
}

TEST_CASE("every sequence of bytes survives", "[text][property]") {
  const auto t = train_bpe("the cat sat on the mat, and the rat sat on the cat\n\xFF\xFE\x00", {.vocab_size = 300});
  CHECK(t.vocab_size() < 300); // no pair occurs twice any more
  CHECK(rc::check([&](const std::string& text) { RC_ASSERT(t.decode(t.encode(text)) == text); }));
}

TEST_CASE("a long piece takes no long time", "[text]") {
  const BpeTokenizer t(learn_slowly(std::string(64, 'a'), 5, 1));
  const std::string text(100'000, 'a');
  const auto tokens = t.encode(text);
  CHECK(tokens.size() < text.size() / 16);
  CHECK(t.decode(tokens) == text);
}

TEST_CASE("GPT-2's numbers and names of bytes", "[text]") {
  const BpeTokenizer t;
  CHECK(t.vocab_size() == 257);
  CHECK(t.encode("!") == ids{0});
  CHECK(t.encode("A") == ids{32});
  CHECK(t.encode("\n") == ids{198});
  CHECK(t.encode(" ") == ids{220});
  CHECK(t.special() == SpecialTokens{256, 256, -1, -1});
  CHECK(detail::printable_text(" a\n") == "\u0120a\u010A");
  CHECK(detail::bytes_of_printable("\u0120a\u010A") == " a\n");
  CHECK(t.begins_word(220));
  CHECK_FALSE(t.begins_word(32));
  CHECK_FALSE(t.begins_word(256));
}

TEST_CASE("a piece beyond what is remembered", "[text]") {
  std::string text;
  for (int i = 0; i < 70'000; ++i) text += " " + std::to_string(i);
  const auto t = train_bpe(text, {.vocab_size = 400});
  CHECK(t.decode(t.encode(text)) == text);
}

TEST_CASE("files", "[text]") {
  const directory d;
  const auto t = train_bpe("the cat sat on the mat, the rat sat on the cat",
                           {.vocab_size = 270, .min_frequency = 1, .masks = true});
  CHECK(t.special() == SpecialTokens{267, 267, 268, 269});
  save_bpe(t, d.file("vocab.json"), d.file("merges.txt"));
  CHECK(load_bpe(d.file("vocab.json"), d.file("merges.txt")) == t);
  CHECK(read(d.file("vocab.json")).starts_with("{\"!\":0,\"\\\"\":1,\"#\":2"));
  CHECK(read(d.file("vocab.json")).ends_with("\"<|endoftext|>\":267,\"<|pad|>\":268,\"<|mask|>\":269}"));
  CHECK(read(d.file("merges.txt")).starts_with("#version: 0.2\n"));

  // another order of numbers, and a special token in front
  std::string vocab = "{\"<|endoftext|>\":0";
  for (int b = 0; b < 256; ++b) {
    const char c = static_cast<char>(255 - b);
    const auto name = nlohmann::json(detail::printable_text({&c, 1})).dump();
    vocab += "," + name + ":" + std::to_string(b + 1);
  }
  d.write("vocab.json", vocab + ",\"ab\":257}");
  d.write("merges.txt", "a b\r\n");
  const auto other = load_bpe(d.file("vocab.json"), d.file("merges.txt"));
  CHECK(other.encode("ab") == ids{257});
  CHECK(other.encode("b") == ids{1 + 255 - 'b'});
  CHECK(other.special() == SpecialTokens{0, 0, -1, -1});
}

TEST_CASE("files that are none", "[text]") {
  const directory d;
  save_bpe(BpeTokenizer(), d.file("vocab.json"), d.file("merges.txt"));
  const auto load = [&] { return load_bpe(d.file("vocab.json"), d.file("merges.txt")); };
  const auto quoted = [&](const char* name) { return "file '" + d.file(name) + "' "; };
  d.write("merges.txt", "#version: 0.2\na b\n");
  CHECK_THROWS_WITH(load(), "BpeTokenizer: merge 0 of tokens 64 and 65 makes no token");
  d.write("merges.txt", "a\n");
  CHECK_THROWS_WITH(load(), quoted("merges.txt") + "has a line 1 that is not two tokens with a space between");
  d.write("merges.txt", "a bc\n");
  CHECK_THROWS_WITH(load(), quoted("merges.txt") + "names a token 'bc' in line 1, which '" + d.file("vocab.json") +
                                "' has not");
  d.write("merges.txt", "");
  CHECK_NOTHROW(load());
  const auto refuses = [&](const char* vocab, const std::string& sentence) {
    d.write("vocab.json", vocab);
    CHECK_THROWS_WITH(load(), sentence);
  };
  refuses("", quoted("vocab.json") + "is no vocabulary: expected a JSON object, token: number");
  refuses("[1]", quoted("vocab.json") + "is no vocabulary: expected a JSON object, token: number");
  refuses("{\"a\":0.5}", quoted("vocab.json") + "is no vocabulary: token 'a' has no whole number");
  refuses("{\"a\":1}", quoted("vocab.json") + "numbers token 'a' 1, although it has 1 tokens");
  refuses("{\"a\":-1}", quoted("vocab.json") + "numbers token 'a' -1, although it has 1 tokens");
  refuses("{\"a\":0,\"b\":0}", quoted("vocab.json") + "gives both 'a' and 'b' the number 0");
  refuses("{\"a\":0}", "BpeTokenizer: byte 0 has no token");
  CHECK_THROWS_AS(load_bpe(d.file("none"), d.file("merges.txt")), file_error);
}

TEST_CASE("merges that are none", "[text]") {
  CHECK_THROWS_WITH(BpeTokenizer(std::vector<Merge>{{0, 256}}), "there is no token 256; the vocabulary has 256");
  CHECK_THROWS_WITH(BpeTokenizer(std::vector<Merge>{{0, 1}, {0, 1}}), "BpeTokenizer: tokens 256 and 257 are one");
  CHECK_THROWS_WITH(BpeTokenizer().decode(ids{257}), "there is no token 257; the vocabulary has 257");
  CHECK_THROWS_WITH(BpeTokenizer().decode(ids{-1}), "there is no token -1; the vocabulary has 257");
  CHECK_THROWS_WITH(train_bpe("a", {.vocab_size = 256}),
                    "train_bpe: vocab_size is 256; bytes and special tokens are 257");
}
