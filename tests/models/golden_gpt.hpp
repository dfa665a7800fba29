// SPDX-License-Identifier: BSL-1.0
// The small GPT-2 models of which PyTorch's values are known.
#pragma once

#include <tenon/models/gpt.hpp>
#include <tenon/nn/state.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <fstream>

namespace golden {
using namespace tenon;

inline const nlohmann::json& case_named(const std::string& name) {
  static const auto all = nlohmann::json::parse(std::ifstream(GOLDEN_DIRECTORY "/data/models/gpt_tiny.json"));
  for (const auto& c : all)
    if (c["name"] == name) return c;
  throw std::runtime_error("no case " + name);
}
template <class X> void read(const nlohmann::json& from, X& to) {
  REQUIRE(from["data"].size() == static_cast<std::size_t>(X::numel));
  for (tenon::index i = 0; i < X::numel; ++i)
    to.data()[i] = from["data"][static_cast<std::size_t>(i)].get<value_of<X>>();
}
template <class X> void check(const X& x, const nlohmann::json& expected, double bound, const std::string& what) {
  const auto t = eval(x);
  REQUIRE(expected["data"].size() == static_cast<std::size_t>(t.numel));
  for (tenon::index i = 0; i < t.numel; ++i) {
    INFO(what << ", element " << i);
    const double wanted = expected["data"][static_cast<std::size_t>(i)];
    CHECK(std::abs(static_cast<double>(t.data()[i]) - wanted) <= bound * std::max(1.0, std::abs(wanted)));
  }
}
// the name in the reference: without "transformer." and with h0 for h.0; tables without ".weight"
inline std::string reference_name(std::string name) {
  if (name.rfind("transformer.", 0) == 0) name = name.substr(12);
  if (name.rfind("h.", 0) == 0) name = "h" + name.substr(2);
  if (name == "wte.weight" || name == "wpe.weight") name = name.substr(0, 3);
  return name;
}

inline constexpr GPTConfig tied{
    .vocab_size = 13, .block_size = 8, .n_layer = 2, .n_head = 2, .n_embd = 16, .dropout = 0};
inline constexpr GPTConfig untied{.vocab_size = 13,
                                  .block_size = 8,
                                  .n_layer = 2,
                                  .n_head = 2,
                                  .n_embd = 16,
                                  .dropout = 0,
                                  .hidden_act = activation::gelu,
                                  .tied_head = false};

template <GPTConfig C, class T> GPT<C, T> model_of(const nlohmann::json& golden) {
  GPT<C, T> model;
  state_dict(model).each([&](const std::string& name, auto& tensor) {
    const auto& from = golden["inputs"][reference_name(name)];
    if (name == "lm_head.weight") { // the reference keeps it the other way round
      Tensor<T, C.n_embd, C.vocab_size> turned;
      read(from, turned);
      if constexpr (std::remove_cvref_t<decltype(tensor)>::numel == C.n_embd * C.vocab_size)
        view(tensor, c<C.vocab_size>, c<C.n_embd>) = transpose(turned, c<0>, c<1>);
    } else read(from, tensor);
  });
  return model;
}
} // namespace golden
