// SPDX-License-Identifier: BSL-1.0
// GPT-2 of 2 layers against PyTorch: logits, hidden states, caches, attentions, loss and every gradient.
#include "golden_gpt.hpp"

#include <tenon/autograd.hpp>

#include <sstream>

using namespace tenon;
using namespace tenon::literals;

using namespace golden;

namespace {
template <GPTConfig C, class T> void check_case(const std::string& name, double bound) {
  const auto& golden = case_named(name);
  const auto& out = golden["outputs"];
  const auto model = model_of<C, T>(golden);
  Tensor<std::int64_t, 2, 8> ids, labels;
  read(golden["inputs"]["input_ids"], ids);
  read(golden["inputs"]["labels"], labels);
  const auto o = model(ids, use_cache, output_hidden_states, output_attentions);
  check(o.logits, out["logits"], bound, "logits");
  check(o.past_key_values[0].key, out["past0.k"], bound, "key");
  check(o.past_key_values[1].value, out["past1.v"], bound, "value");
  for (std::size_t l = 0; l < 3; ++l)
    check(o.hidden_states[l], out["hidden" + std::to_string(l)], bound, "hidden state");
  check(o.attentions[1], out["attention_last_layer"], bound, "attention");

  Tape tape;
  const auto trained = [&] {
    if constexpr (C.tied_head) return Variable(model(ids, labels).loss);
    else // here the reference's labels are those of the same position
      return Variable(cross_entropy(reshape(model(ids).logits, 16_c, 13_c), reshape(labels, 16_c)));
  }();
  check(trained, out["loss"], bound, "loss");
  tape.backward(trained);
  parameters(model).each_named([&](const std::string& parameter, const auto& p) {
    if (parameter == "lm_head.weight") { // the reference keeps it the other way round
      if constexpr (!C.tied_head)
        check(transpose(model.lm_head.weight.grad(), 0_c, 1_c), out["grad_lm_head.weight"], bound, parameter);
    } else check(p.grad(), out["grad_" + reference_name(parameter)], bound, parameter);
  });
}
} // namespace

TEST_CASE("GPT agrees with PyTorch in double") {
  check_case<tied, double>("gpt2_tied_tanh", 1e-10);
  check_case<untied, double>("gpt2_untied_erf", 1e-10);
}
TEST_CASE("GPT agrees with PyTorch in float") {
  check_case<tied, float>("gpt2_tied_tanh", 2e-5);
  check_case<untied, float>("gpt2_untied_erf", 2e-5);
}

TEST_CASE("parameters have GPT-2's names") {
  GPT<tied> model;
  std::vector<std::string> names;
  parameters(model).each_named([&](const std::string& name, const auto&) { names.push_back(name); });
  CHECK(names.size() == 2 + 2 * 12 + 2);
  CHECK(names[0] == "transformer.wte.weight");
  CHECK(names[2] == "transformer.h.0.ln_1.weight");
  CHECK(names[15] == "transformer.h.1.ln_1.bias");
  CHECK(state_dict(model)["transformer.h.1.mlp.c_fc.weight"_k].size() == Size<16, 64>{});
}

TEST_CASE("an output is taken apart by structured bindings") {
  const GPT<tied> model;
  Tensor<std::int64_t, 2, 8> ids;
  auto [loss, logits] = model(ids, ids);
  auto output = model(ids, ids);
  auto& [same_loss, same_logits] = output;
  CHECK(float(loss) == float(same_loss));
  STATIC_REQUIRE(std::is_same_v<shape_of<decltype(logits)>, Size<2, 8, 13>>);
  STATIC_REQUIRE(std::is_same_v<shape_of<decltype(same_logits)>, Size<2, 8, 13>>);
}

TEST_CASE("what a model is called with may end before the way back") {
  const GPT<tied> model;
  const auto batch = [] {
    Tensor<std::int64_t, 2, 8> ids;
    for (std::int64_t i = 0; auto& id : ids) id = i++ * 5 % 13;
    return ids;
  };
  const auto gradient = [&](auto loss_of) {
    zero_grad(model.transformer.wte.weight);
    Tape tape;
    const Variable loss = loss_of();
    Tensor<std::int64_t, 2, 8> elsewhere = full<std::int64_t, 2, 8>(1'000'000); // where those were
    tape.backward(loss);
    CHECK(elsewhere(1, 1) == 1'000'000);
    return Tensor<float, 13, 16>(model.transformer.wte.weight.grad());
  };
  const auto ids = batch();
  const auto named = gradient([&] { return model(ids, ids).loss; });
  const auto passing = gradient([&] { return model(batch(), batch()).loss; });
  const auto later =
      gradient([&] { return cross_entropy(reshape(model(batch()).logits, 16_c, 13_c), reshape(batch(), 16_c)); });
  CHECK(std::equal(named.begin(), named.end(), passing.begin()));
  CHECK(std::isfinite(later(3, 3)));
}

TEST_CASE("outputs hold what was asked for") {
  const GPT<tied> model;
  Tensor<std::int64_t, 2, 8> ids;
  const auto plain = model(ids);
  STATIC_REQUIRE(plain.size() == 1);
  STATIC_REQUIRE(!plain.contains("loss"_k));
  CHECK(plain[0_c].size() == Size<2, 8, 13>{});
  const auto o = model(ids, ids, output_hidden_states);
  STATIC_REQUIRE(o.contains("loss"_k));
  STATIC_REQUIRE(std::is_same_v<std::remove_cvref_t<decltype(o[0_c])>, std::remove_cvref_t<decltype(o.loss)>>);
  CHECK(o["hidden_states"_k].size() == 3);
  const auto& [loss, logits, states] = o;
  CHECK(static_cast<float>(loss) == static_cast<float>(o.loss));
  CHECK(logits.size() == Size<2, 8, 13>{});
  CHECK(states.size() == 3);
  std::ostringstream text;
  text << o;
  CHECK(text.str() == "CausalLMOutputWithPast(loss=(), logits=(2, 8, 13), hidden_states=3 x (2, 8, 16))");
}
