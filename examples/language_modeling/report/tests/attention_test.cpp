// SPDX-License-Identifier: BSL-1.0
#include "attention.hpp"

#include <tenon/models/gpt.hpp>

#include <catch2/catch.hpp>

namespace {
constexpr tenon::GPTConfig config{
    .vocab_size = 13, .block_size = 8, .n_layer = 2, .n_head = 2, .n_embd = 16, .dropout = 0};
const std::vector<std::int64_t> ids{3, 1, 4, 1, 5};
const std::vector<std::string> tokens{"d", "b", "e", "b", "f"};
} // namespace

TEST_CASE("attention maps are what a model of the sentence's own length attends to") {
  tenon::Generator generator(1);
  const tenon::GPT<config> model(generator);
  const AttentionMaps maps = attention_maps<8>(model, ids, tokens);
  CHECK(maps.tokens == tokens);
  const tenon::Tensor<std::int64_t, 1, 5> sentence = tenon::tensor({{3, 1, 4, 1, 5}});
  const auto expected = model(sentence, tenon::output_attentions).attentions;
  REQUIRE(maps.weights.size() == 2);
  for (std::size_t layer = 0; layer < 2; ++layer) {
    REQUIRE(maps.weights[layer].size() == 2);
    for (tenon::index head = 0; head < 2; ++head) {
      const auto& map = maps.weights[layer][static_cast<std::size_t>(head)];
      REQUIRE(map.size() == 25);
      for (tenon::index i = 0; i < 25; ++i) {
        CAPTURE(layer, head, i);
        const float weight = expected[layer].value()(0, head, i / 5, i % 5);
        CHECK(map[static_cast<std::size_t>(i)] == Approx(weight).margin(1e-6));
      }
    }
  }
}
TEST_CASE("a model without queries attends to everything before alike") {
  tenon::Generator generator(1);
  tenon::GPT<config> model(generator);
  for (auto& block : model.transformer.h) block.attn.c_attn.weight.value() *= 0;
  const AttentionMaps maps = attention_maps<8>(model, ids, tokens);
  for (const auto& layer : maps.weights)
    for (const auto& map : layer)
      for (std::size_t row = 0; row < 5; ++row)
        for (std::size_t column = 0; column < 5; ++column) {
          CAPTURE(row, column);
          CHECK(map[row * 5 + column] == Approx(column <= row ? 1. / double(row + 1) : 0.));
        }
}
TEST_CASE("a sentence that cannot be shown is refused in a sentence") {
  tenon::Generator generator(1);
  const tenon::GPT<config> model(generator);
  CHECK_THROWS_WITH(attention_maps<8>(model, ids, {"a"}), "attention_maps: 5 ids and 1 tokens");
  CHECK_THROWS_WITH(attention_maps<8>(model, std::vector<std::int64_t>(9, 1), std::vector<std::string>(9)),
                    "attention_maps: 9 tokens; at most 8 can be shown");
}
