// SPDX-License-Identifier: BSL-1.0
// Labels, masks and permutations against Hugging Face's collators, whose random draws the reference values record.
#include <tenon/text/permutation.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <fstream>

using namespace tenon;

namespace {
const nlohmann::json& all_cases() {
  static const auto all = nlohmann::json::parse(std::ifstream(GOLDEN_DIRECTORY "/data/text/lm_collators.json"));
  return all;
}
template <class T> std::vector<T> row_of(const nlohmann::json& tensor, std::size_t row) {
  const auto size = tensor["shape"].back().get<std::size_t>();
  std::vector<T> v;
  for (std::size_t i = 0; i < size; ++i) v.push_back(tensor["data"][row * size + i].get<T>());
  return v;
}
template <class T> std::vector<T> list_of(const nlohmann::json& tensor) { return tensor["data"].get<std::vector<T>>(); }

struct recorded_draws {
  std::vector<double> u_mask, u_replace, u_random;
  std::vector<TokenId> words;
  double masks(std::size_t i) const { return u_mask[i]; }
  double replaces(std::size_t i) const { return u_replace[i]; }
  double randomizes(std::size_t i) const { return u_random[i]; }
  TokenId token(std::size_t i, TokenId) const { return words[i]; }
};
struct recorded_row {
  std::vector<std::int64_t> spans, starts;
  std::vector<std::size_t> half;
  int span_length(std::size_t k) const { return static_cast<int>(spans.at(k)); }
  std::size_t start(std::size_t k, std::size_t most) const {
    CHECK(static_cast<std::size_t>(starts.at(k)) <= most);
    return static_cast<std::size_t>(starts.at(k));
  }
  std::vector<std::size_t> half_order() const { return half; }
};
} // namespace

TEST_CASE("masked tokens", "[text][golden]") {
  int seen = 0;
  for (const auto& c : all_cases()) {
    if (c["op"] != "mlm_mask_tokens") continue;
    ++seen;
    INFO(c["name"]);
    const auto& in = c["inputs"];
    const auto& a = c["args"];
    auto ids = list_of<TokenId>(in["ids"]);
    std::vector<TokenId> labels(ids.size());
    const recorded_draws draws{list_of<double>(in["u_mask"]), list_of<double>(in["u_replace"]),
                               list_of<double>(in["u_random"]), list_of<TokenId>(in["random_words"])};
    mask_tokens(std::span(ids), std::span(labels), list_of<bool>(in["special_tokens_mask"]),
                {.mlm_probability = a["mlm_probability"].get<double>(),
                 .mask_replace_prob = a["mask_replace_prob"].get<double>(),
                 .random_replace_prob = a["random_replace_prob"].get<double>()},
                a["mask_id"].get<TokenId>(), a["vocab"].get<TokenId>(), draws);
    CHECK(ids == list_of<TokenId>(c["outputs"]["input_ids"]));
    CHECK(labels == list_of<TokenId>(c["outputs"]["labels"]));
  }
  CHECK(seen == 7);
}

TEST_CASE("permutations", "[text][golden]") {
  int seen = 0;
  for (const auto& c : all_cases()) {
    if (c["op"] != "plm_mask_tokens") continue;
    ++seen;
    INFO(c["name"]);
    const auto& in = c["inputs"];
    const auto& out = c["outputs"];
    const auto rows = in["ids"]["shape"][0].get<std::size_t>(), length = in["ids"]["shape"][1].get<std::size_t>();
    const auto perm_mask = list_of<float>(out["perm_mask"]);
    for (std::size_t row = 0; row < rows; ++row) {
      auto ids = row_of<TokenId>(in["ids"], row);
      std::vector<TokenId> labels(length);
      std::vector<float> mask(length * length);
      recorded_row draws{row_of<std::int64_t>(in["span_lengths"], row), row_of<std::int64_t>(in["start_offsets"], row),
                         row_of<std::size_t>(in["half_permutations"], row)};
      permute_row(std::span(ids), std::span(labels), row_of<bool>(in["special_tokens_mask"], row),
                  row_of<bool>(in["padding_mask"], row),
                  {.plm_probability = c["args"]["plm_probability"].get<double>(),
                   .max_span_length = c["args"]["max_span_length"].get<int>()},
                  c["args"]["mask_id"].get<TokenId>(), draws, std::span(mask));
      CHECK(ids == row_of<TokenId>(out["input_ids"], row));
      CHECK(labels == row_of<TokenId>(out["labels"], row));
      CHECK(std::ranges::equal(mask, std::span(perm_mask).subspan(row * length * length, length * length)));
    }
  }
  CHECK(seen == 5);
}

TEST_CASE("labels of the next token", "[text][golden]") {
  // a tokenizer whose pad token is that of the reference
  struct numbers {
    TokenId vocab_size() const { return 100; }
    SpecialTokens special() const { return {-1, -1, 0, -1}; }
    std::vector<TokenId> encode(std::string_view) const { return {}; }
    std::string decode(std::span<const TokenId>) const { return {}; }
    bool begins_word(TokenId) const { return false; }
  };
  int seen = 0;
  for (const auto& c : all_cases()) {
    if (c["op"] != "clm_labels") continue;
    ++seen;
    INFO(c["name"]);
    REQUIRE(c["args"]["pad_id"] == 0);
    const auto& ids = c["inputs"]["ids"];
    std::vector<Example> examples;
    for (std::size_t row = 0; row < ids["shape"][0].get<std::size_t>(); ++row)
      examples.push_back({row_of<TokenId>(ids, row), row_of<TokenId>(ids, row)});
    Generator g(1);
    const auto batch = DataCollatorForLanguageModeling(numbers{}, false)(examples, examples[0].input_ids.size(), g);
    CHECK(batch.input_ids == list_of<TokenId>(ids));
    // The reference masks by number; here a token that pads is predicted where it stands in a text, and only what
    // follows the text is masked.
    const auto labels = list_of<TokenId>(c["outputs"]["labels"]);
    for (std::size_t i = 0; i < labels.size(); ++i)
      CHECK(batch.labels[i] == (labels[i] == no_label ? batch.input_ids[i] : labels[i]));
  }
  CHECK(seen == 2);
}
