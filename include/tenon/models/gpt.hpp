// SPDX-License-Identifier: BSL-1.0
// GPT-2 with its structure, parameter names and weight layouts.
#pragma once

#include <tenon/models/cache.hpp>
#include <tenon/models/gpt_block.hpp>
#include <tenon/ops/linear_cross_entropy.hpp>

#include <vector>

namespace tenon {

namespace detail {
// The scores of what follows, computed when they are read.
template <class Hidden, class Weight> class lazy_logits : public expression<lazy_logits<Hidden, Weight>> {
  Hidden hidden_;
  const Weight* weight_;

public:
  using node_type = decltype(linear(std::declval<const Hidden&>(), std::declval<const Weight&>()));
  using value_type = typename node_type::value_type;
  using size_type = typename node_type::size_type;
  static constexpr bool differentiable = true;

  lazy_logits(Hidden h, const Weight& w) : hidden_(std::move(h)), weight_(&w) {}
  auto node() const { return linear(hidden_, *weight_); }
};

// an output of logits and nothing else
template <class Hidden, class Weight> auto logits_alone(Hidden h, const Weight& head) {
  using logits = lazy_logits<Hidden, Weight>;
  using none = not_asked_for;
  return CausalLMOutputWithPast<none, logits, none, none, none>({}, logits(std::move(h), head), {}, {}, {});
}

template <class Tag, class... Tags> inline constexpr bool asked_for = (std::is_same_v<Tag, Tags> || ...);
template <class Tag>
concept output_tag = asked_for<Tag, use_cache_t, output_hidden_states_t, output_attentions_t>;
} // namespace detail

// GPT-2 as a causal language model. Its parameters have the names of Hugging Face's GPT2LMHeadModel:
// transformer.wte.weight, transformer.h.0.attn.c_attn.weight, ...
template <GPTConfig C, class T = float> struct GPT : Module {
  static constexpr text fault = check_config(C);
  static_assert(verdict<fault>::fine TENON_SAYS(fault));
  static constexpr GPTConfig config = C;

  detail::gpt_transformer<C, T> transformer;
  std::conditional_t<C.tied_head, absent, Linear<C.n_embd, C.vocab_size, T, false>> lm_head;
  TENON_MEMBERS(GPT, transformer, lm_head)

  explicit GPT(Generator& g = default_generator()) : transformer(g) {
    if constexpr (!C.tied_head) init::normal_(lm_head.weight, 0, 0.02, g);
  }

  // Scores of what follows each position of input_ids (B, T); tags ask for more. torch: GPT2LMHeadModel.forward
  template <tensor_like I, detail::output_tag... Tags> auto operator()(const I& input_ids, Tags...) const {
    return run<Tags...>(input_ids, [](const auto&) { return detail::not_asked_for{}; });
  }
  // ... and their mean cross-entropy with the labels (B, T), of which position t + 1 is what should follow position t;
  // labels of -100 do not count
  template <tensor_like I, tensor_like L, detail::output_tag... Tags>
  auto operator()(const I& input_ids, const L& labels, Tags...) const {
    constexpr text sentence = check_same("GPT: input_ids and labels", shape_of<I>::list, shape_of<L>::list);
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    constexpr index length = shape_of<I>::list[1];
    return run<Tags...>(input_ids, [&](const auto& h) {
      return Variable(linear_cross_entropy(narrow(h, c<1>, c<0>, c<length - 1>), head(),
                                           narrow(labels, c<1>, c<1>, c<length - 1>)));
    });
  }

  // Scores of what follows each of the next tokens (B, N), which the cache appends to those it holds. Inference:
  // nothing is recorded, nothing is dropped. Throws cache_overflow before anything is written.
  template <tensor_like I, index B, index Capacity>
  auto operator()(const I& input_ids, Cache<C, B, Capacity, T>& cache) const {
    auto h = hidden(input_ids, cache);
    return detail::logits_alone(std::move(h), head());
  }
  // ... and the hidden states (B, N, n_embd) that the head reads
  template <tensor_like I, index B, index Capacity>
  auto hidden(const I& input_ids, Cache<C, B, Capacity, T>& cache) const {
    constexpr text sentence = first_fault(check_ids<I>(), detail::check_step("GPT", shape_of<I>::list, B, Capacity));
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    constexpr index n = shape_of<I>::list[1];
    const no_grad guard;
    detail::cache_step<Cache<C, B, Capacity, T>, n> step(cache);
    const TensorView<const T, n, C.n_embd> places(transformer.wpe.weight.data() + step.past() * C.n_embd);
    Variable x = embedding(input_ids, transformer.wte.weight) + places;
    for (index l = 0; l < C.n_layer; ++l) {
      const auto& block = transformer.h[static_cast<std::size_t>(l)];
      const auto qkv = block.attn.projected(block.ln_1(x));
      const auto y = step.attend(l, block.attn.template part<0>(qkv), block.attn.template part<1>(qkv),
                                 block.attn.template part<2>(qkv));
      x = block.template after_attention<true>(x, y);
    }
    step.finish();
    return Variable(transformer.ln_f(x));
  }

  const auto& head() const {
    if constexpr (C.tied_head) return transformer.wte.weight;
    else return lm_head.weight;
  }

private:
  template <class I> static constexpr text check_ids() {
    const ints& s = shape_of<I>::list;
    if (s.n != 2) return say("GPT: input_ids have shape ", s, "; expected (batch, length)");
    if (s[1] > C.block_size) return say("GPT: sequences of ", s[1], " exceed block_size ", C.block_size);
    return {};
  }

  template <class... Tags, class I, class Loss> auto run(const I& input_ids, Loss loss_of) const {
    constexpr text sentence = check_ids<I>();
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    constexpr index length = shape_of<I>::list[1];
    const auto& t = transformer;
    Variable x = t.drop.applied(embedding(input_ids, t.wte.weight) + narrow(t.wpe.weight, c<0>, c<0>, c<length>),
                                [](const auto& e) { return e; });
    using X = decltype(x);
    constexpr auto layers = static_cast<std::size_t>(C.n_layer);
    constexpr bool caches = detail::asked_for<use_cache_t, Tags...>;
    constexpr bool shows_hidden = detail::asked_for<output_hidden_states_t, Tags...>;
    constexpr bool shows_attentions = detail::asked_for<output_attentions_t, Tags...>;
    std::vector<X> hidden;
    using first_layer = decltype(layer<caches, shows_attentions>(t.h[0], x));
    std::vector<first_layer> results;
    for (std::size_t l = 0; l < layers; ++l) {
      if constexpr (shows_hidden) hidden.push_back(x);
      auto result = layer<caches, shows_attentions>(t.h[l], x);
      x = result.x;
      if constexpr (caches || shows_attentions) results.push_back(std::move(result));
    }
    const Variable h = t.ln_f(x);
    if constexpr (shows_hidden) hidden.push_back(h);
    const auto all = [&]<std::size_t N>(std::integral_constant<std::size_t, N>, auto of) {
      return [&]<std::size_t... K>(std::index_sequence<K...>) {
        return std::array{of(K)...};
      }(std::make_index_sequence<N>{});
    };
    const auto past = [&] {
      if constexpr (caches)
        return all(std::integral_constant<std::size_t, layers>{}, [&](std::size_t l) { return results[l].past; });
      else return detail::not_asked_for{};
    };
    const auto attentions = [&] {
      if constexpr (shows_attentions)
        return all(std::integral_constant<std::size_t, layers>{}, [&](std::size_t l) { return results[l].attentions; });
      else return detail::not_asked_for{};
    };
    const auto states = [&] {
      if constexpr (shows_hidden)
        return all(std::integral_constant<std::size_t, layers + 1>{}, [&](std::size_t l) { return hidden[l]; });
      else return detail::not_asked_for{};
    };
    using logits = detail::lazy_logits<std::remove_const_t<decltype(h)>, std::remove_cvref_t<decltype(head())>>;
    auto loss = loss_of(h);
    return CausalLMOutputWithPast<decltype(loss), logits, decltype(past()), decltype(states()), decltype(attentions())>(
        std::move(loss), logits(h, head()), past(), states(), attentions());
  }

  template <bool Caches, bool ShowsAttentions, class Block, class X> static auto layer(const Block& block, const X& x) {
    const auto qkv = block.attn.projected(block.ln_1(x));
    const auto q = block.attn.template part<0>(qkv), k = block.attn.template part<1>(qkv),
               v = block.attn.template part<2>(qkv);
    const auto weights = detail::attention_weights(q, k, causal);
    auto shown = [&] {
      if constexpr (ShowsAttentions) return Variable(weights);
      else return detail::not_asked_for{};
    }();
    const Variable y = detail::weighted_values(weights, v, block.attn.attn_dropout);
    auto next = block.after_attention(x, y);
    if constexpr (Caches) {
      const Variable key(k), value(v);
      using K = std::remove_const_t<decltype(key)>;
      return detail::layer_result<decltype(next), K, decltype(shown)>{next, {key, value}, shown};
    } else return detail::layer_result<decltype(next), detail::not_asked_for, decltype(shown)>{next, {}, shown};
  }
};

} // namespace tenon
