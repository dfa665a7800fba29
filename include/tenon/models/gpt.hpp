// SPDX-License-Identifier: BSL-1.0
// GPT-2 with its structure, parameter names and weight layouts.
#pragma once

#include <tenon/models/config.hpp>
#include <tenon/models/outputs.hpp>
#include <tenon/nn/activation.hpp>
#include <tenon/nn/attention.hpp>
#include <tenon/nn/embedding.hpp>
#include <tenon/ops/linear_cross_entropy.hpp>

#include <vector>

namespace tenon {

// y = x weight + bias with weight (In, Out), as GPT-2 keeps it
template <index In, index Out, class T = float> struct Conv1D : Module {
  Parameter<T, In, Out> weight;
  Parameter<T, Out> bias;
  TENON_MEMBERS(Conv1D, weight, bias)

  explicit Conv1D(double stddev = 0.02, Generator& g = default_generator()) { init::normal_(weight, 0, stddev, g); }
  template <tensor_like X> auto operator()(X&& x) const { return matmul(static_cast<X&&>(x), weight) + bias; }
};

// the key and value of one layer, (B, heads, T, width of a head) each
template <class V> struct key_value {
  V key, value;
};

namespace detail {
// what one layer gives beside the next hidden state
template <class X, class K, class A> struct layer_result {
  X x;
  key_value<K> past;
  A attentions;
};

template <GPTConfig C, class T> struct gpt_attention : Module {
  Conv1D<C.n_embd, 3 * C.n_embd, T> c_attn;
  Conv1D<C.n_embd, C.n_embd, T> c_proj;
  Dropout attn_dropout{C.dropout}, resid_dropout{C.dropout};
  TENON_MEMBERS(gpt_attention, c_attn, c_proj, attn_dropout, resid_dropout)

  explicit gpt_attention(Generator& g = default_generator())
      : c_attn(0.02, g), c_proj(0.02 / std::sqrt(2.0 * double(C.n_layer)), g) {}

  // q, k and v of x, as heads, each a view of one result
  template <class X> auto projected(const X& x) const { return Variable(c_attn(x)); }
  template <int Part, class V> static auto part(const V& qkv) {
    return split_heads<C.n_head>(narrow(qkv, c<2>, c<Part * C.n_embd>, c<C.n_embd>));
  }
};

template <GPTConfig C, class T> struct gpt_mlp : Module {
  Conv1D<C.n_embd, 4 * C.n_embd, T> c_fc;
  Conv1D<4 * C.n_embd, C.n_embd, T> c_proj;
  Dropout dropout{C.dropout};
  TENON_MEMBERS(gpt_mlp, c_fc, c_proj, dropout)

  explicit gpt_mlp(Generator& g = default_generator())
      : c_fc(0.02, g), c_proj(0.02 / std::sqrt(2.0 * double(C.n_layer)), g) {}
  // the layer between; c_proj leads back
  template <class X> auto hidden(const X& x) const {
    if constexpr (C.hidden_act == activation::gelu) return Variable(gelu(c_fc(x)));
    else return Variable(gelu_tanh(c_fc(x)));
  }
};

template <GPTConfig C, class T> struct gpt_block : Module {
  BasicLayerNorm<T, C.n_embd> ln_1;
  gpt_attention<C, T> attn;
  BasicLayerNorm<T, C.n_embd> ln_2;
  gpt_mlp<C, T> mlp;
  TENON_MEMBERS(gpt_block, ln_1, attn, ln_2, mlp)

  explicit gpt_block(Generator& g = default_generator())
      : ln_1(C.layer_norm_eps), attn(g), ln_2(C.layer_norm_eps), mlp(g) {}

  // x after attention `y` and the layer of hidden units
  template <class X, class Y> auto after_attention(const X& x, const Y& y) const {
    const Variable h = residual(x, attn.c_proj(join_heads(y)), attn.resid_dropout);
    const Variable u = mlp.hidden(ln_2(h));
    return residual(h, mlp.c_proj(u), mlp.dropout); // one statement: a sum is computed where its product is
  }

private:
  template <class X, class Y> static auto residual(const X& x, const Y& y, const Dropout& drop) {
    return drop.applied(y, [&](const auto& added) { return x + added; });
  }
};

template <GPTConfig C, class T> struct gpt_transformer : Module {
  Embedding<C.vocab_size, C.n_embd, T> wte;
  Embedding<C.block_size, C.n_embd, T> wpe;
  Dropout drop{C.dropout};
  std::array<gpt_block<C, T>, static_cast<std::size_t>(C.n_layer)> h;
  BasicLayerNorm<T, C.n_embd> ln_f;
  TENON_MEMBERS(gpt_transformer, wte, wpe, drop, h, ln_f)

  explicit gpt_transformer(Generator& g = default_generator())
      : wte({}, g), wpe({}, g), h(blocks(g)), ln_f(C.layer_norm_eps) {
    wte.weight.value() *= 0.02;
    wpe.weight.value() *= 0.02;
  }

private:
  static auto blocks(Generator& g) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return std::array{((void)I, gpt_block<C, T>(g))...};
    }(std::make_index_sequence<static_cast<std::size_t>(C.n_layer)>{});
  }
};

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
