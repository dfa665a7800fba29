// SPDX-License-Identifier: BSL-1.0
// Continuations: the likeliest as in PyTorch, and drawn ones.
#include "golden_gpt.hpp"

#include <tenon/models/generate.hpp>

using namespace tenon;
using namespace tenon::literals;
using namespace golden;

namespace {
using tokens = std::vector<std::int64_t>;

struct example {
  const nlohmann::json& golden = case_named("gpt2_tied_tanh");
  GPT<tied, double> model = model_of<tied, double>(golden);
  tokens ids = golden["inputs"]["input_ids"]["data"].get<tokens>();
  tokens wanted = golden["outputs"]["greedy_tokens_after_first_two"]["data"].get<tokens>();
  token_span prompt(std::size_t sequence, std::size_t length = 2) const { return {ids.data() + 8 * sequence, length}; }
  tokens greedy(std::size_t sequence) const {
    return {wanted.begin() + static_cast<std::ptrdiff_t>(6 * sequence),
            wanted.begin() + static_cast<std::ptrdiff_t>(6 * sequence + 6)};
  }
};
} // namespace

TEST_CASE("suppressed tokens are never chosen") {
  const example e;
  const auto first = e.greedy(0)[0];
  for (const bool sample : {false, true}) {
    const auto written =
        generate(e.model, e.prompt(0), {.max_new_tokens = 6, .do_sample = sample, .suppress_tokens = {first}});
    CHECK(std::find(written.begin(), written.end(), first) == written.end());
  }
  // all but one
  tokens others;
  for (std::int64_t t = 0; t < 13; ++t)
    if (t != 7) others.push_back(t);
  CHECK(generate(e.model, e.prompt(0), {.max_new_tokens = 4, .suppress_tokens = others}) == tokens(4, 7));
  CHECK(generate(e.model, e.prompt(0), {.max_new_tokens = 4, .do_sample = true, .suppress_tokens = others}) ==
        tokens(4, 7));
}

TEST_CASE("the likeliest tokens are PyTorch's, one sequence or both") {
  const example e;
  CHECK(generate(e.model, e.prompt(0), {.max_new_tokens = 6}) == e.greedy(0));
  CHECK(generate(e.model, e.prompt(1), {.max_new_tokens = 6}) == e.greedy(1));
  std::vector<std::pair<tenon::index, std::int64_t>> heard;
  const auto both = generate(e.model, std::array{e.prompt(0), e.prompt(1)}, {.max_new_tokens = 6},
                             [&](tenon::index sequence, std::int64_t token) { heard.emplace_back(sequence, token); });
  CHECK(both[0] == e.greedy(0));
  CHECK(both[1] == e.greedy(1));
  REQUIRE(heard.size() == 12);
  for (std::size_t i = 0; i < 12; ++i) {
    CHECK(heard[i].first == static_cast<tenon::index>(i % 2));
    CHECK(heard[i].second == both[i % 2][i / 2]);
  }
  // rows of a tensor, a row, and the numbers of tokenizers
  Tensor<std::int64_t, 2, 2> rows;
  for (tenon::index b = 0; b < 2; ++b)
    for (tenon::index i = 0; i < 2; ++i) rows(b, i) = e.ids[static_cast<std::size_t>(8 * b + i)];
  CHECK(generate(e.model, rows, {.max_new_tokens = 6}) == both);
  CHECK(generate(e.model, rows[1], {.max_new_tokens = 6}) == both[1]);
  const std::vector<std::int32_t> encoded(e.ids.begin(), e.ids.begin() + 2);
  const std::vector<std::int32_t> written = generate(e.model, encoded, {.max_new_tokens = 6});
  CHECK(std::equal(written.begin(), written.end(), both[0].begin(), both[0].end()));
  // a draw from the likeliest alone
  CHECK(generate(e.model, e.prompt(0), {.max_new_tokens = 6, .do_sample = true, .top_k = 1, .seed = 3}) == e.greedy(0));
}
TEST_CASE("the prompt's length does not matter to what follows") {
  const example e;
  tokens whole(e.ids.begin(), e.ids.begin() + 2);
  for (const std::int64_t t : e.greedy(0)) whole.push_back(t);
  for (std::size_t length = 3; length < 8; ++length) // 4 and 1, 4 and 1 and 1, ...
    CHECK(generate(e.model, token_span(whole.data(), length), {.max_new_tokens = 1})[0] == whole[length]);
}
TEST_CASE("sequences end with their own tokens") {
  const example e;
  const auto first = e.greedy(1); // 3 after some others
  const auto both = generate(e.model, std::array{e.prompt(0), e.prompt(1)},
                             {.max_new_tokens = 6, .eos_token_id = {first[2], first[0]}});
  CHECK(both[1] == tokens{first[0]});
  const auto& alone = both[0];
  const auto wanted = e.greedy(0);
  const auto end = std::find_if(wanted.begin(), wanted.end(), [&](auto t) { return t == first[2] || t == first[0]; });
  CHECK(alone == tokens(wanted.begin(), end == wanted.end() ? end : end + 1));
}
TEST_CASE("the same seed draws the same tokens, and each sequence its own") {
  const example e;
  const generation_options o{.max_new_tokens = 6, .do_sample = true, .temperature = 2, .seed = 17};
  const auto alone = generate(e.model, e.prompt(0), o);
  CHECK(generate(e.model, e.prompt(0), o) == alone);
  const auto both = generate(e.model, std::array{e.prompt(0), e.prompt(0)}, o);
  CHECK(both[0] == alone);
  CHECK(both[1] != alone);
  auto other = o;
  other.seed = 18;
  CHECK(generate(e.model, e.prompt(0), other) != alone);
}
TEST_CASE("first tokens are drawn as the model scores them") {
  const example e;
  Cache<tied, 1, 8, double> cache;
  Tensor<std::int64_t, 1, 1> id;
  id(0, 0) = e.ids[0];
  const auto logits = eval(e.model(id, cache).logits);
  // the two of largest score, by hand
  std::size_t best = 0, second = 1;
  if (logits.data()[1] > logits.data()[0]) std::swap(best, second);
  for (std::size_t v = 2; v < 13; ++v) {
    if (logits.data()[v] > logits.data()[best]) {
      second = best;
      best = v;
    } else if (logits.data()[v] > logits.data()[second]) second = v;
  }
  const double p = 1 / (1 + std::exp(logits.data()[second] - logits.data()[best]));
  constexpr int draws = 4000;
  double count = 0;
  for (std::uint64_t seed = 0; seed < draws; ++seed) {
    const auto token =
        generate(e.model, e.prompt(0, 1), {.max_new_tokens = 1, .do_sample = true, .top_k = 2, .seed = seed})[0];
    CHECK((token == static_cast<std::int64_t>(best) || token == static_cast<std::int64_t>(second)));
    count += token == static_cast<std::int64_t>(best);
  }
  CHECK(std::abs(count - draws * p) < 3.3 * std::sqrt(draws * p * (1 - p)));
}
TEST_CASE("a repetition penalty large enough lets no token occur twice") {
  const example e;
  // scores far below zero stay behind those that have not occurred
  const auto some = generate(e.model, e.prompt(0), {.max_new_tokens = 6, .repetition_penalty = 1e9});
  std::vector<std::int64_t> all(e.ids.begin(), e.ids.begin() + 2);
  all.insert(all.end(), some.begin(), some.end());
  CHECK(all.size() == 8);
  std::sort(all.begin(), all.end());
  CHECK(std::adjacent_find(all.begin() + 1, all.end()) == all.end()); // the prompt has one token twice
}
TEST_CASE("what cannot be is refused in a sentence") {
  const example e;
  const auto with = [&](const generation_options& o) { return generate(e.model, e.prompt(0), o); };
  CHECK_THROWS_WITH(with({.max_new_tokens = 0}), "generate: max_new_tokens is 0; expected at least 1");
  CHECK_THROWS_WITH(with({.do_sample = true, .temperature = 0}),
                    "generate: temperature is 0.000000; expected a positive number");
  CHECK_THROWS_WITH(with({.do_sample = true, .top_k = -1}), "generate: top_k is -1; expected at least 0");
  CHECK_THROWS_WITH(with({.do_sample = true, .top_p = 1.5}),
                    "generate: top_p is 1.500000; expected more than 0 and at most 1");
  CHECK_THROWS_WITH(with({.do_sample = true, .min_p = -1}), "generate: min_p is -1.000000; expected 0 to 1");
  CHECK_THROWS_WITH(with({.repetition_penalty = 0}),
                    "generate: repetition_penalty is 0.000000; expected a positive number");
  CHECK_THROWS_WITH(with({.top_k = 3}), "generate: temperature, top_k, top_p and min_p need do_sample = true");
  CHECK_THROWS_WITH(with({.eos_token_id = {13}}), "generate: eos_token_id 13 is none of the 13 tokens");
  CHECK_THROWS_WITH(with({.suppress_tokens = {-1}}), "generate: suppress_tokens -1 is none of the 13 tokens");
  CHECK_THROWS_WITH(with({.suppress_tokens = tokens(13)}),
                    "generate: suppress_tokens are 13; expected fewer than the model's tokens");
  CHECK_THROWS_AS(with({.max_new_tokens = 8}), cache_overflow);
  CHECK_THROWS_WITH(with({.max_new_tokens = 8}),
                    "generate: the prompt of 2 tokens and 8 new ones exceed the 8 that the model can read");
  CHECK(with({.max_new_tokens = 7}).size() == 7); // the last is not read
  CHECK_THROWS_WITH(generate(e.model, token_span()), "generate: the prompt is empty; expected at least one token");
  const tokens unknown{13};
  CHECK_THROWS_AS(generate(e.model, unknown, {.max_new_tokens = 1}), std::out_of_range);
  CHECK_THROWS_WITH(generate(e.model, unknown, {.max_new_tokens = 1}),
                    "generate: token 13 of the prompt is none of the 13 tokens");
  // of several prompts it is said which, and nothing has been written by then
  const auto several = [&](token_span second, tenon::index n) {
    return generate(e.model, std::array{e.prompt(0), second}, {.max_new_tokens = n},
                    [](tenon::index, std::int64_t) { FAIL(); });
  };
  CHECK_THROWS_AS(several({}, 1), std::invalid_argument);
  CHECK_THROWS_WITH(several({}, 1), "generate: prompts[1] is empty; expected at least one token");
  CHECK_THROWS_AS(several(e.prompt(1, 3), 7), cache_overflow);
  CHECK_THROWS_WITH(several(e.prompt(1, 3), 7),
                    "generate: prompts[1] of 3 tokens and 7 new ones exceed the 8 that the model can read");
  CHECK_THROWS_AS(several(unknown, 1), std::out_of_range);
  CHECK_THROWS_WITH(several(unknown, 1), "generate: token 13 of prompts[1] is none of the 13 tokens");
}
