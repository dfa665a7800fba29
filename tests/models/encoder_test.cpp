// SPDX-License-Identifier: BSL-1.0
// The encoder against GPT, which is compared with PyTorch: where a token sees the same, they are the same; and what
// attention in both directions must hold.
#include <tenon/autograd.hpp>
#include <tenon/models/encoder.hpp>
#include <tenon/models/gpt.hpp>
#include <tenon/nn/parameters.hpp>

#include <catch2/catch.hpp>

using namespace tenon;
using namespace tenon::literals;

namespace {
constexpr GPTConfig one{.vocab_size = 9, .block_size = 6, .n_layer = 1, .n_head = 2, .n_embd = 8, .dropout = 0};
constexpr GPTConfig two{.vocab_size = 9, .block_size = 6, .n_layer = 2, .n_head = 2, .n_embd = 8, .dropout = 0};

template <template <GPTConfig, class> class Model, GPTConfig C> auto model_with_large_weights() {
  Generator generator(3);
  Model<C, double> model(generator);
  parameters(model).each([&](auto& p) {
    typename tensor_for<double, typename std::remove_cvref_t<decltype(p)>::size_type>::type noise =
        randn(generator) * 0.4;
    p.value() += noise;
  });
  return model;
}
Tensor<std::int64_t, 2, 6> some_ids() {
  Generator generator(4);
  return randint(generator, 0, 9);
}
template <class A, class B> double distance(const A& a, const B& b) { return static_cast<double>(amax(abs(a - b))); }
} // namespace

TEST_CASE("with one layer, the last token sees what GPT's sees") {
  const auto ids = some_ids();
  const auto encoder = model_with_large_weights<Encoder, one>();
  const auto gpt = model_with_large_weights<GPT, one>();
  const auto whole = eval(encoder(ids).logits), causal_whole = eval(gpt(ids).logits);
  CHECK(distance(select(whole, 1_c, 5_c), select(causal_whole, 1_c, 5_c)) < 1e-12);
  CHECK(distance(select(whole, 1_c, 0_c), select(causal_whole, 1_c, 0_c)) > 1e-3);
  // under a mask of the first four, position 3 as well
  Tensor<bool, 2, 6> mask{};
  for (tenon::index b = 0; b < 2; ++b)
    for (tenon::index i = 0; i < 4; ++i) mask(b, i) = true;
  CHECK(distance(select(encoder(ids, mask).logits, 1_c, 3_c), select(causal_whole, 1_c, 3_c)) < 1e-12);
}
TEST_CASE("masked positions are as if they were not there") {
  auto ids = some_ids();
  const auto encoder = model_with_large_weights<Encoder, two>();
  Tensor<bool, 2, 6> mask{};
  for (tenon::index b = 0; b < 2; ++b)
    for (tenon::index i = 0; i < 4; ++i) mask(b, i) = true;
  const auto masked = eval(narrow(encoder(ids, mask).logits, 1_c, 0_c, 4_c));
  const auto shorter = eval(encoder(eval(narrow(ids, 1_c, 0_c, 4_c))).logits);
  CHECK(distance(masked, shorter) < 1e-12);
  ids(0, 5) = (ids(0, 5) + 1) % 9;
  CHECK(distance(masked, narrow(encoder(ids, mask).logits, 1_c, 0_c, 4_c)) == 0);
  CHECK(distance(masked, narrow(encoder(ids).logits, 1_c, 0_c, 4_c)) > 1e-3);
}
TEST_CASE("without positions, tokens in another order give the same in that order") {
  const auto ids = some_ids();
  auto encoder = model_with_large_weights<Encoder, two>();
  encoder.transformer.wpe.weight.value() *= 0;
  const Tensor<std::int64_t, 2, 6> backwards = flip(ids, 1_c);
  CHECK(distance(encoder(backwards).logits, flip(eval(encoder(ids).logits), 1_c)) < 1e-12);
}
TEST_CASE("the loss is the mean over the labels that count, each at its own position") {
  const auto ids = some_ids();
  const auto encoder = model_with_large_weights<Encoder, two>();
  Tensor<std::int64_t, 2, 6> labels = full<std::int64_t, 2, 6>(-100);
  labels(0, 0) = 3;
  labels(1, 5) = 8;
  labels(1, 2) = 0;
  const auto logp = eval(log_softmax(encoder(ids).logits, -1_c));
  const double wanted = -(logp(0, 0, 3) + logp(1, 5, 8) + logp(1, 2, 0)) / 3;
  const auto o = encoder(ids, labels, output_hidden_states);
  CHECK(static_cast<double>(o.loss) == Approx(wanted).epsilon(1e-12));
  CHECK(o.hidden_states.size() == 3);
  std::ostringstream text;
  text << o;
  CHECK(text.str() == "MaskedLMOutput(loss=(), logits=(2, 6, 9), hidden_states=3 x (2, 6, 8))");

  Tensor<bool, 2, 6> all = full<bool, 2, 6>(true);
  Tape tape;
  const auto loss = encoder(ids, labels, all).loss;
  CHECK(static_cast<double>(loss) == Approx(wanted).epsilon(1e-12));
  tape.backward(loss);
  // against a difference in one weight of the first layer
  auto other = encoder;
  const double step = 1e-6;
  other.transformer.h[0].attn.c_attn.weight.value()(2, 20) += step;
  const double above = static_cast<double>(detach(other(ids, labels).loss));
  other.transformer.h[0].attn.c_attn.weight.value()(2, 20) -= 2 * step;
  const double below = static_cast<double>(detach(other(ids, labels).loss));
  CHECK(encoder.transformer.h[0].attn.c_attn.weight.grad()(2, 20) ==
        Approx((above - below) / (2 * step)).epsilon(1e-5));
  {
    Tape tape; // what ends with the call belongs to the statements
    const Variable loss = encoder(some_ids(), Tensor<std::int64_t, 2, 6>(labels), full<bool, 2, 6>(true)).loss;
    tape.backward(loss);
    CHECK(static_cast<double>(loss) == Approx(wanted).epsilon(1e-12));
  }
}
