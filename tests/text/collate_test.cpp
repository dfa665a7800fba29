// SPDX-License-Identifier: BSL-1.0
// Batches from examples: padding, hidden tokens and words, permutations, and arguments that are wrong.
#include <tenon/text/bpe.hpp>
#include <tenon/text/byte_tokenizer.hpp>
#include <tenon/text/permutation.hpp>

#include <catch2/catch.hpp>

#include <cmath>

using namespace tenon;

namespace {
using ids = std::vector<TokenId>;
const ByteTokenizer bytes(true);
constexpr TokenId pad = 258, mask = 259;

Example example(std::string_view text) { return {bytes.encode(text), bytes.encode(text)}; }
// so many standard deviations from the expected number of successes
double deviation(double count, double n, double p) { return std::abs(count - n * p) / std::sqrt(n * p * (1 - p)); }
} // namespace

TEST_CASE("rows are padded", "[text]") {
  const std::vector examples{example("abc"), example("a"), Example{}};
  const auto b = pad_batch(examples, 3, pad);
  CHECK(b.rows == 3);
  CHECK(b.input_ids == ids{'a', 'b', 'c', 'a', pad, pad, pad, pad, pad});
  CHECK(b.labels == ids{'a', 'b', 'c', 'a', -100, -100, -100, -100, -100});
  CHECK(b.lengths == std::vector<std::size_t>{3, 1, 0});
  CHECK_THROWS_WITH(pad_batch(examples, 2, pad), "pad_batch: an example has 3 tokens, a row 2");
}

TEST_CASE("tokens are hidden, replaced or kept in their shares", "[text]") {
  const DataCollatorForLanguageModeling collate(bytes);
  Generator g(3);
  const std::string text(1000, 'x');
  const std::vector examples(50, example(text));
  double chosen = 0, hidden = 0, replaced = 0;
  const double n = 50'000;
  const auto b = collate(examples, 1024, g);
  for (std::size_t i = 0; i < b.input_ids.size(); ++i) {
    if (b.is_padding(i / 1024, i % 1024)) {
      CHECK(b.input_ids[i] == pad);
      CHECK(b.labels[i] == no_label);
      continue;
    }
    if (b.labels[i] == no_label) {
      CHECK(b.input_ids[i] == 'x');
      continue;
    }
    CHECK(b.labels[i] == 'x');
    ++chosen;
    hidden += b.input_ids[i] == mask;
    replaced += b.input_ids[i] != mask && b.input_ids[i] != 'x';
  }
  CHECK(deviation(chosen, n, 0.15) < 4);
  CHECK(deviation(hidden, n, 0.15 * (0.8 + 0.1 / 260)) < 4);
  CHECK(deviation(replaced, n, 0.15 * 0.1 * 258 / 260) < 4);

  Generator again(3), other(4);
  CHECK(collate(examples, 1024, again).input_ids == b.input_ids);
  CHECK(collate(examples, 1024, other).input_ids != b.input_ids);
}

TEST_CASE("words are hidden as a whole", "[text]") {
  const DataCollatorForLanguageModeling collate(
      bytes, true, {.mlm_probability = 0.3, .mask_replace_prob = 1, .random_replace_prob = 0}, true);
  Generator g(5);
  const std::string text = "the quick brown fox jumps over a lazy dog again";
  for (int round = 0; round < 100; ++round) {
    const std::vector examples{example(text), example("one")};
    const auto b = collate(examples, 48, g);
    std::size_t hidden = 0;
    for (std::size_t begin = 0; begin < text.size();) {
      const auto end = std::min(text.find(' ', begin + 1), text.size());
      for (std::size_t i = begin; i < end; ++i) {
        CHECK((b.labels[i] == no_label) == (b.labels[begin] == no_label));
        CHECK((b.input_ids[i] == mask) == (b.labels[i] != no_label));
        hidden += b.labels[i] != no_label;
      }
      begin = end;
    }
    CHECK(hidden > 0);
    CHECK(hidden <= static_cast<std::size_t>(static_cast<double>(text.size()) * 0.3 + 0.5));
  }
}

TEST_CASE("the next token is predicted everywhere", "[text]") {
  Generator g(1);
  const std::vector examples{example("ab"), example("c")};
  const auto b = DataCollatorForLanguageModeling(ByteTokenizer(), false)(examples, 2, g);
  CHECK(b.labels == ids{'a', 'b', 'c', -100});
  CHECK(b.input_ids == ids{'a', 'b', 'c', 0});
}

TEST_CASE("spans are predicted in an order", "[text]") {
  const DataCollatorForPermutationLanguageModeling collate(bytes);
  Generator g(7);
  const std::string text(60, 'x');
  double hidden = 0;
  for (int round = 0; round < 200; ++round) {
    const auto b = collate(std::vector{example(text)}, 64, g);
    for (std::size_t i = 0; i < 64; ++i) {
      const bool predicted = b.labels[i] != no_label;
      hidden += predicted;
      CHECK(predicted == (b.input_ids[i] == mask));
      CHECK((i < 60 || !predicted));
      CHECK(b.target_mapping[i * 64 + i] == 1);
      CHECK(b.perm_mask[i * 64 + i] == (predicted ? 1 : 0)); // nothing hidden sees itself
      for (std::size_t j = 0; j < 64; ++j) {
        const bool blind = b.perm_mask[i * 64 + j] == 1;
        if (b.labels[j] == no_label) CHECK_FALSE(blind); // everything sees what is not hidden
        // of two hidden ones, one sees the other
        else if (predicted && i != j) CHECK(blind != (b.perm_mask[j * 64 + i] == 1));
        else if (i < 60) CHECK(blind);
      }
    }
  }
  // one sixth of what has a context, or a little less where the last span runs out of the row
  CHECK(hidden / (200 * 60) > 0.12);
  CHECK(hidden / (200 * 60) < 0.19);
  Generator a(1), b(2);
  const std::vector one{example(text)};
  CHECK(collate(one, 64, a).perm_mask != collate(one, 64, b).perm_mask);
}

TEST_CASE("a token that pads is predicted where it ends a text", "[text]") {
  std::vector<std::string> texts;
  for (int b = 0; b < 256; ++b) texts.emplace_back(1, static_cast<char>(b));
  texts.emplace_back("<end>");
  const BpeTokenizer tokenizer(texts, {}, SpecialTokens{.bos = 256, .eos = 256, .pad = 256});
  const DataCollatorForLanguageModeling collate(tokenizer, false);
  Generator g(1);
  const std::vector examples{Example{ids{65, 66, 256}, ids{65, 66, 256}}};
  CHECK(collate(examples, 5, g).labels == ids{65, 66, 256, -100, -100});
}

TEST_CASE("permutations need no token that pads", "[text]") {
  std::vector<std::string> texts;
  for (int b = 0; b < 256; ++b) texts.emplace_back(1, static_cast<char>(b));
  texts.emplace_back("<mask>");
  const BpeTokenizer tokenizer(texts, {}, SpecialTokens{.bos = -1, .eos = -1, .pad = -1, .mask = 256});
  const DataCollatorForPermutationLanguageModeling collate(tokenizer);
  Generator g(1);
  const std::vector examples{Example{ids{65, 66, 67}, ids{65, 66, 67}}};
  const auto b = collate(examples, 6, g);
  for (std::size_t i = 3; i < 6; ++i) {
    CHECK(b.labels[i] == no_label);
    CHECK(b.input_ids[i] == 0);
  }
}

TEST_CASE("arguments that cannot be", "[text]") {
  const std::string mlm = "DataCollatorForLanguageModeling: ", plm = "DataCollatorForPermutationLanguageModeling: ";
  const auto with = [](const mlm_options& o) { return DataCollatorForLanguageModeling(bytes, true, o); };
  CHECK_THROWS_WITH(with({.mlm_probability = 1.5}), mlm + "mlm_probability is 1.500000; expected 0 to 1");
  CHECK_THROWS_WITH(with({.mlm_probability = NAN}), mlm + "mlm_probability is nan; expected 0 to 1");
  CHECK_THROWS_WITH(with({.mask_replace_prob = 0.9, .random_replace_prob = 0.2}),
                    mlm + "mask_replace_prob and random_replace_prob are 0.900000 and 0.200000, together more than 1");
  CHECK_THROWS_WITH(DataCollatorForLanguageModeling(ByteTokenizer()), mlm + "the tokenizer has no mask token");
  CHECK_THROWS_WITH(DataCollatorForLanguageModeling(bytes, false, {}, true),
                    mlm + "whole_word_mask hides words, which needs mlm");
  const auto permuted = [](const plm_options& o) { return DataCollatorForPermutationLanguageModeling(bytes, o); };
  CHECK_THROWS_WITH(permuted({.plm_probability = 0}),
                    plm + "plm_probability is 0.000000; expected more than 0, and at most 1");
  CHECK_THROWS_WITH(permuted({.plm_probability = 1.1}),
                    plm + "plm_probability is 1.100000; expected more than 0, and at most 1");
  CHECK_THROWS_WITH(permuted({.max_span_length = 0}), plm + "max_span_length is 0");
  CHECK_THROWS_WITH(DataCollatorForPermutationLanguageModeling(ByteTokenizer()),
                    plm + "the tokenizer has no mask token");
  Generator g(1);
  CHECK_THROWS_WITH(permuted({})(std::vector{example("a")}, 7, g),
                    plm + "rows have 7 tokens; both halves take the same order, so that their number must be even");
}
