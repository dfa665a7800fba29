// SPDX-License-Identifier: BSL-1.0
// Blocks, lines and pairs as examples; tokens kept in a file.
#include <tenon/text/bpe_train.hpp>
#include <tenon/text/byte_tokenizer.hpp>
#include <tenon/text/dataset.hpp>

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

using namespace tenon;

namespace {
using ids = std::vector<TokenId>;
struct directory {
  std::filesystem::path path = std::filesystem::temp_directory_path() / "tenon_dataset_test";
  directory() { std::filesystem::create_directories(path); }
  ~directory() { std::filesystem::remove_all(path); }
  std::string file(const char* name) const { return path / name; }
  std::string write(const char* name, const std::string& text) const {
    std::ofstream(path / name, std::ios::binary) << text;
    return file(name);
  }
};
ids bytes(std::string_view text) { return ByteTokenizer().encode(text); }
} // namespace

TEST_CASE("blocks of a text", "[text]") {
  const auto tokens = bytes("abcdefgh");
  const TextDataset blocks(tokens, 3);
  CHECK(blocks.size() == 2);
  CHECK(blocks[0] == Example{bytes("abc"), bytes("abc")});
  CHECK(blocks[1] == Example{bytes("def"), bytes("def")});
  CHECK(TextDataset(tokens, 9).size() == 0);
  CHECK_THROWS_WITH(TextDataset(tokens, 0), "TextDataset: a block has no tokens");
}

TEST_CASE("lines of a file", "[text]") {
  const directory d;
  const auto path = d.write("lines", "first\r\n\n  \t\nsecond line\nlast");
  const LineByLineTextDataset lines(path, ByteTokenizer(), 6);
  CHECK(lines.size() == 3);
  CHECK(lines[0].input_ids == bytes("first"));
  CHECK(lines[1].input_ids == bytes("second"));
  CHECK(lines[2] == Example{bytes("last"), bytes("last")});
  CHECK(LineByLineTextDataset(d.write("empty", ""), ByteTokenizer(), 6).size() == 0);
  CHECK_THROWS_AS(LineByLineTextDataset(d.file("none"), ByteTokenizer(), 6), file_error);
}

TEST_CASE("pairs of source and target", "[text]") {
  const directory d;
  const auto path = d.write("pairs", "abcdef\txyz\n\nq\t\n");
  const PairDataset pairs(path, ByteTokenizer(true), {.source = 4, .target = 2});
  CHECK(pairs.size() == 2);
  CHECK(pairs[0] == Example{{'a', 'b', 'c', 'd', 256, 'x', 'y', 257}, {-100, -100, -100, -100, -100, 'x', 'y', 257}});
  CHECK(pairs[1] == Example{{'q', 256, 257}, {-100, -100, 257}});
  CHECK_THROWS_WITH(PairDataset(d.write("bad", "a\tb\n\nno tab\n"), ByteTokenizer(true)),
                    "file '" + d.file("bad") + "' has no source and target with a tab between in line 3");
  CHECK_THROWS_WITH(PairDataset(d.write("bad", "a\tb\tc"), ByteTokenizer(true)),
                    "file '" + d.file("bad") + "' has no source and target with a tab between in line 1");
  CHECK_THROWS_WITH(PairDataset(path, ByteTokenizer()),
                    "PairDataset: the tokenizer has no bos and eos to part source and target");
}

TEST_CASE("tokens kept in a file", "[text]") {
  const directory d;
  std::string text;
  for (int i = 0; i < 300'000; ++i) text += std::to_string(i % 1000 * 7919) + (i % 7 ? " word " : "\n\n  ");
  const auto source = d.write("text", text);
  const auto t = train_bpe(text.substr(0, 10'000), {.vocab_size = 300});
  int calls = 0;
  std::size_t last = 0;
  const auto progress = [&](std::size_t done, std::size_t all) {
    ++calls;
    CHECK(all == text.size());
    last = done;
  };
  const auto make = [&](const auto& tokenizer, bool overwrite = false) {
    return TokenFile(source, tokenizer, d.file("tokens"), overwrite, progress);
  };
  const auto first = make(t);
  CHECK(calls > 2); // it was cut
  CHECK(last == text.size());
  const auto expected = t.encode(text);
  CHECK(std::ranges::equal(first.tokens(), expected));

  calls = 0;
  CHECK(std::ranges::equal(make(t).tokens(), expected));
  CHECK(calls == 0); // it was there
  CHECK(std::ranges::equal(make(t, true).tokens(), expected));
  CHECK(calls > 0);
  CHECK(make(ByteTokenizer()).tokens().size() == text.size()); // another tokenizer
  calls = 0;
  CHECK(make(t).tokens().size() == expected.size());
  CHECK(calls > 0);
  text.back() = 'x'; // another text of the same length
  d.write("text", text);
  calls = 0;
  CHECK(std::ranges::equal(make(t).tokens(), t.encode(text)));
  CHECK(calls > 0);
  // one that was cut short or is something else is made again
  std::filesystem::resize_file(d.file("tokens"), 1000);
  CHECK(std::ranges::equal(make(t).tokens(), t.encode(text)));
  d.write("tokens", "");
  CHECK(std::ranges::equal(make(t).tokens(), t.encode(text)));

  const auto empty = d.write("text", "");
  CHECK(TokenFile(empty, t, d.file("tokens")).tokens().empty());
}
