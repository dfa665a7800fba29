// SPDX-License-Identifier: BSL-1.0
// Prompts of any lengths, read side by side, are followed by what follows each alone.
#include <tenon/models/beam_search.hpp>
#include <tenon/models/gpt.hpp>
#include <tenon/models/llama.hpp>
#include <tenon/nn/parameters.hpp>

#include <catch2/catch.hpp>

using namespace tenon;

namespace {
constexpr GPTConfig gpt{.vocab_size = 17, .block_size = 40, .n_layer = 2, .n_head = 2, .n_embd = 16, .dropout = 0};
constexpr LlamaConfig llama{.vocab_size = 17,
                            .hidden_size = 16,
                            .intermediate_size = 20,
                            .num_hidden_layers = 2,
                            .num_attention_heads = 4,
                            .num_key_value_heads = 2,
                            .max_position_embeddings = 40,
                            .rope_theta = 100};
constexpr tenon::index longest = 40;

using tokens = std::vector<std::int64_t>;

template <class Model> Model with_large_weights() {
  Generator generator(3);
  Model model(generator);
  parameters(model).each([&](auto& p) {
    using P = std::remove_cvref_t<decltype(p)>;
    typename tensor_for<double, typename P::size_type>::type noise = randn(generator) * 0.5;
    p.value() += noise;
  });
  return model;
}
tenon::index some_number(Generator& g, tenon::index below) {
  return static_cast<tenon::index>(g.uniform() * static_cast<double>(below));
}
// of lengths that leave room for `more` tokens
std::vector<tokens> some_prompts(Generator& g, std::size_t count, tenon::index more) {
  std::vector<tokens> prompts(count);
  for (auto& prompt : prompts) {
    prompt.resize(static_cast<std::size_t>(1 + some_number(g, longest + 1 - more)));
    for (auto& token : prompt) token = some_number(g, 17);
  }
  return prompts;
}

template <class Model> void check_greedy(const Model& model) {
  Generator generator(5);
  for (int trial = 0; trial < 8; ++trial) {
    generation_options options{.max_new_tokens = 1 + some_number(generator, 24)};
    if (trial % 2 == 1) options.repetition_penalty = 1.3;
    if (trial % 4 >= 2) options.eos_token_id = {some_number(generator, 17), some_number(generator, 17)};
    const auto prompts = some_prompts(generator, 7, options.max_new_tokens);
    std::vector<tokens> heard(7);
    const auto got = generate<3>(model, prompts, options, [&](tenon::index sequence, std::int64_t token) {
      heard[static_cast<std::size_t>(sequence)].push_back(token);
    });
    REQUIRE(got.size() == 7);
    CHECK(heard == got);
    for (std::size_t i = 0; i < 7; ++i) {
      INFO("trial " << trial << ", prompt " << i << " of " << prompts[i].size() << " tokens");
      CHECK(got[i] == generate(model, prompts[i], options));
    }
  }
}
template <class Model> void check_beams(const Model& model) {
  Generator generator(6);
  for (int trial = 0; trial < 4; ++trial) {
    const beam_options options{.max_new_tokens = 1 + some_number(generator, 12),
                               .eos_token_id = {some_number(generator, 17), some_number(generator, 17)}};
    const auto prompts = some_prompts(generator, 5, options.max_new_tokens);
    const auto got = beam_search<3, 2>(model, prompts, options);
    REQUIRE(got.size() == 5);
    for (std::size_t i = 0; i < 5; ++i) {
      INFO("trial " << trial << ", prompt " << i << " of " << prompts[i].size() << " tokens");
      const auto alone = beam_search<3>(model, prompts[i], options);
      REQUIRE(got[i].size() == alone.size());
      for (std::size_t b = 0; b < alone.size(); ++b) {
        CHECK(got[i][b].tokens == alone[b].tokens);
        CHECK(got[i][b].score == Approx(alone[b].score).epsilon(1e-10));
      }
    }
  }
}
} // namespace

TEST_CASE("GPT: the likeliest tokens are those after each prompt alone") {
  check_greedy(with_large_weights<GPT<gpt, double>>());
}
TEST_CASE("Llama: the likeliest tokens are those after each prompt alone") {
  check_greedy(with_large_weights<Llama<llama, double>>());
}
TEST_CASE("GPT: beams are those of each prompt alone") { check_beams(with_large_weights<GPT<gpt, double>>()); }
TEST_CASE("Llama: beams are those of each prompt alone") { check_beams(with_large_weights<Llama<llama, double>>()); }

TEST_CASE("a sequence that fills the model up does not keep the next prompt from being read") {
  const auto model = with_large_weights<GPT<gpt, double>>();
  Generator generator(8);
  generation_options options{.max_new_tokens = 3, .repetition_penalty = 10};
  std::vector<tokens> prompts(4, tokens(longest - 2)); // the first one's last token but one fills it up
  for (auto& token : prompts[0]) token = some_number(generator, 17);
  const auto first = generate(model, prompts[0], options);
  const auto has = [](const tokens& some, std::int64_t token) {
    return std::find(some.begin(), some.end(), token) != some.end();
  };
  // the second ends one token earlier, so that the fourth, a long one, begins then
  for (prompts[1] = {0}; prompts[1][0] < 17; ++prompts[1][0]) {
    const auto second = generate(model, prompts[1], options);
    options.eos_token_id = {second[1]};
    if (second[0] != second[1] && !has(first, second[1])) break;
    options.eos_token_id = {};
  }
  REQUIRE(options.eos_token_id.size() == 1);
  prompts[2] = {3};
  prompts[3].resize(20);
  const auto got = generate<3>(model, prompts, options);
  CHECK(got[0].size() == 3);
  CHECK(got[1].size() == 2);
  for (std::size_t i = 0; i < 4; ++i) CHECK(got[i] == generate(model, prompts[i], options));
}
TEST_CASE("what is drawn depends on the seed, the prompt and its number") {
  const auto model = with_large_weights<GPT<gpt, double>>();
  Generator generator(7);
  const generation_options options{.max_new_tokens = 12, .do_sample = true, .temperature = 3, .seed = 11};
  const auto prompts = some_prompts(generator, 7, 12);
  const auto got = generate<3>(model, prompts, options);
  CHECK(got[0] == generate(model, prompts[0], options));
  for (std::size_t i = 0; i < 7; ++i) {
    auto others = some_prompts(generator, 7, 12);
    others[i] = prompts[i];
    CHECK(generate<3>(model, others, options)[i] == got[i]);
    others[(i + 1) % 7] = prompts[i]; // the same prompt, other numbers
    CHECK(generate<3>(model, others, options)[(i + 1) % 7] != got[i]);
    CHECK(generate<1>(model, others, options)[i] == got[i]); // however many are read side by side
  }
}
TEST_CASE("prompts come as arrays, spans and vectors of either") {
  const auto model = with_large_weights<GPT<gpt, double>>();
  const std::vector<tokens> prompts{{1, 2, 3, 4, 5}, {6}, {7, 8}};
  const generation_options options{.max_new_tokens = 5};
  const std::vector<tokens> wanted = generate<3>(model, prompts, options);
  CHECK(generate(model, std::array{prompts[0], prompts[1], prompts[2]}, options) == wanted);
  CHECK(generate(model, std::span<const tokens, 3>(prompts), options) == wanted);
  CHECK(generate<3>(model, std::span(prompts), options) == wanted);
  const std::vector<token_span> spans(prompts.begin(), prompts.end());
  CHECK(generate<3>(model, spans, options) == wanted);
  CHECK(generate<3>(model, std::vector<tokens>(), options).empty());
}
