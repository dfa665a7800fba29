// SPDX-License-Identifier: BSL-1.0
// Beams against a search through all continuations.
#include "golden_gpt.hpp"

#include <tenon/models/beam_search.hpp>

using namespace tenon;
using namespace tenon::literals;
using namespace golden;

using tokens = std::vector<std::int64_t>;

TEST_CASE("one beam is the likeliest token each time") {
  const auto& golden = case_named("gpt2_tied_tanh");
  const auto model = model_of<tied, double>(golden);
  const auto ids = golden["inputs"]["input_ids"]["data"].get<tokens>();
  const auto greedy = golden["outputs"]["greedy_tokens_after_first_two"]["data"].get<tokens>();
  const token_span prompt(ids.data(), 2);
  const auto found = beam_search<1>(model, prompt, {.max_new_tokens = 6});
  REQUIRE(found.size() == 1);
  CHECK(found[0].tokens == tokens(greedy.begin(), greedy.begin() + 6));
  CHECK_THROWS_WITH(beam_search<1>(model, prompt, {.length_penalty = NAN}),
                    "generate: length_penalty is nan; expected a number");
  CHECK_THROWS_AS(beam_search<1>(model, prompt, {.max_new_tokens = 8}), cache_overflow);
}
TEST_CASE("beams enough for all beginnings find what a search through all finds") {
  constexpr GPTConfig tiny{.vocab_size = 4, .block_size = 8, .n_layer = 1, .n_head = 1, .n_embd = 8, .dropout = 0};
  Generator generator(2);
  GPT<tiny, double> model(generator);
  parameters(model).each([](auto& p) { p.value() *= 20; }); // scores that differ
  const tokens prompt{1, 3};
  for (const double penalty : {0.0, 1.0, 2.0, -1.0}) {
    // all continuations of at most three tokens, which end with 2
    std::vector<hypothesis> all;
    for (std::int64_t i = 0; i < 64; ++i) {
      const std::int64_t next[] = {i / 16, i / 4 % 4, i % 4};
      Tensor<std::int64_t, 1, 5> ids = tensor({{prompt[0], prompt[1], next[0], next[1], next[2]}});
      const auto logp = eval(log_softmax(model(ids).logits, -1_c));
      double sum = 0;
      tokens some;
      for (const std::int64_t t : next) {
        sum += logp(0, 1 + static_cast<tenon::index>(some.size()), t);
        some.push_back(t);
        if (t == 2) break;
      }
      const hypothesis h{some, sum / std::pow(static_cast<double>(some.size()), penalty)};
      if (std::none_of(all.begin(), all.end(), [&](const auto& other) { return other.tokens == h.tokens; }))
        all.push_back(h);
    }
    CHECK(all.size() == 1 + 3 + 9 * 4);
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.score > b.score; });
    const auto found =
        beam_search<16>(model, prompt, {.max_new_tokens = 3, .length_penalty = penalty, .eos_token_id = {2}});
    REQUIRE(found.size() == 16);
    for (std::size_t i = 0; i < 16; ++i) {
      INFO("penalty " << penalty << ", place " << i);
      CHECK(found[i].tokens == all[i].tokens);
      CHECK(found[i].score == Approx(all[i].score).epsilon(1e-9));
    }
    // few beams find one of these, and nothing better
    const auto few =
        beam_search<2>(model, prompt, {.max_new_tokens = 3, .length_penalty = penalty, .eos_token_id = {2}});
    REQUIRE(few.size() == 2);
    for (const auto& h : few)
      CHECK(std::any_of(all.begin(), all.end(), [&](const auto& other) {
        return other.tokens == h.tokens && std::abs(other.score - h.score) < 1e-9;
      }));
  }
}
