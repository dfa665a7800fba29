// SPDX-License-Identifier: BSL-1.0
// The way of hidden states through the layers of a model, to an output of what was asked for.
#pragma once

#include <tenon/models/logits.hpp>
#include <tenon/ops/linear_cross_entropy.hpp>

#include <vector>

namespace tenon::detail {

// the state after a layer, and what else it shows, or not_asked_for
template <class State, class Past, class Attentions> struct layer_output {
  State state;
  Past past;
  Attentions attentions;
};
inline constexpr auto as_it_is = [](const auto& state) { return state; };

// the loss of hidden states (B, Length, width) at each position of which the head should score the next label highest
template <index Length, class L> auto loss_of_next(L labels) {
  return [labels](const auto& h, const auto& weight) {
    return Variable(
        linear_cross_entropy(narrow(h, c<1>, c<0>, c<Length - 1>), weight, narrow(labels, c<1>, c<1>, c<Length - 1>)));
  };
}

// step(l, state) is the layer_output of layer l. The state before each layer and after the last are the hidden states;
// the head reads read(state), as does loss_of(it, head...), which is no loss if none was asked for.
template <template <class...> class Output, index Layers, class... Tags, class State, class Step, class Read,
          class Loss, class... Head>
auto through_layers(State state, Step step, Read read, Loss loss_of, const Head&... head) {
  constexpr auto layers = static_cast<std::size_t>(Layers);
  constexpr bool caches = asked_for<use_cache_t, Tags...>;
  constexpr bool shows_hidden = asked_for<output_hidden_states_t, Tags...>;
  constexpr bool shows_attentions = asked_for<output_attentions_t, Tags...>;
  std::vector<State> hidden;
  std::vector<decltype(step(0, state))> outputs;
  for (std::size_t l = 0; l < layers; ++l) {
    if constexpr (shows_hidden) hidden.push_back(state);
    auto output = step(l, state);
    state = output.state;
    if constexpr (caches || shows_attentions) outputs.push_back(std::move(output));
  }
  if constexpr (shows_hidden) hidden.push_back(state);
  auto last = read(state);
  auto past = array_if<caches, Layers>([&](std::size_t l) { return outputs[l].past; });
  auto states = array_if<shows_hidden, Layers + 1>([&](std::size_t l) { return hidden[l]; });
  auto attentions = array_if<shows_attentions, Layers>([&](std::size_t l) { return outputs[l].attentions; });
  auto loss = loss_of(last, head...);
  using logits = lazy_logits<decltype(last), Head...>;
  return Output<decltype(loss), logits, decltype(past), decltype(states), decltype(attentions)>(
      std::move(loss), logits(std::move(last), head...), std::move(past), std::move(states), std::move(attentions));
}

} // namespace tenon::detail
