// SPDX-License-Identifier: BSL-1.0
// The blocks of GPT-2, with its parameter names and weight layouts: attention and a layer of hidden units, each added
// to what it has read and normalised.
#pragma once

#include <tenon/autograd/checkpoint.hpp>
#include <tenon/models/config.hpp>
#include <tenon/models/forward.hpp>
#include <tenon/models/layers.hpp>
#include <tenon/nn/activation.hpp>
#include <tenon/nn/attention.hpp>
#include <tenon/nn/embedding.hpp>

namespace tenon {

// y = x weight + bias with weight (In, Out), as GPT-2 keeps it
template <index In, index Out, class T = float> struct Conv1D : Module {
  Parameter<T, In, Out> weight;
  Parameter<T, Out> bias;
  TENON_MEMBERS(Conv1D, weight, bias)

  explicit Conv1D(double stddev = 0.02, Generator& g = default_generator()) { init::normal_(weight, 0, stddev, g); }
  template <tensor_like X> auto operator()(X&& x) const { return matmul(static_cast<X&&>(x), weight) + bias; }
};

namespace detail {
template <GPTConfig C, class T> struct gpt_attention : Module {
  Conv1D<C.n_embd, 3 * C.n_embd, T> c_attn;
  Conv1D<C.n_embd, C.n_embd, T> c_proj;
  dropout_of<C> attn_dropout{C.dropout}, resid_dropout{C.dropout};
  TENON_MEMBERS(gpt_attention, c_attn, c_proj, attn_dropout, resid_dropout)

  explicit gpt_attention(Generator& g = default_generator())
      : c_attn(0.02, g), c_proj(0.02 / std::sqrt(2.0 * double(C.n_layer)), g) {}

  // q, k and v of x, as heads, each a view of one result
  template <bool Recorded, class X> auto projected(const X& x) const { return evaluated<Recorded>(c_attn(x)); }
  template <int Part, class V> static auto part(const V& qkv) {
    return split_heads<C.n_head>(narrow(qkv, c<2>, c<Part * C.n_embd>, c<C.n_embd>));
  }
};

template <GPTConfig C, class T> struct gpt_mlp : Module {
  Conv1D<C.n_embd, 4 * C.n_embd, T> c_fc;
  Conv1D<4 * C.n_embd, C.n_embd, T> c_proj;
  dropout_of<C> dropout{C.dropout};
  TENON_MEMBERS(gpt_mlp, c_fc, c_proj, dropout)

  explicit gpt_mlp(Generator& g = default_generator())
      : c_fc(0.02, g), c_proj(0.02 / std::sqrt(2.0 * double(C.n_layer)), g) {}
  // the layer between; c_proj leads back
  template <class X> auto hidden(const X& x) const {
    if constexpr (C.hidden_act == activation::gelu) return gelu(c_fc(x));
    else return gelu_tanh(c_fc(x));
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

  // x after attention `y` and the layer of hidden units; what is not recorded is inference, where nothing is dropped
  template <bool Recorded, class X, class Y> auto after_attention(const X& x, const Y& y) const {
    const Variable h = residual<Recorded>(x, attn.c_proj(join_heads(y)), attn.resid_dropout);
    // the layer between is no statement, so that training keeps only the product in it
    return residual<Recorded>(h, mlp.c_proj(mlp.hidden(ln_2(h))), mlp.dropout);
  }
  // What follows x, and what else was asked for; `how` queries see keys, as scaled_dot_product_attention takes it.
  template <bool Caches, bool ShowsAttentions, class X, class... How> auto layer(const X& x, const How&... how) const {
    const auto qkv = attn.template projected<true>(ln_1(x));
    const auto q = attn.template part<0>(qkv), k = attn.template part<1>(qkv), v = attn.template part<2>(qkv);
    const auto weights = attention_weights(q, k, how...);
    auto attentions = value_if<ShowsAttentions>([&] { return Variable(weights); });
    const Variable y = weighted_values(weights, v, attn.attn_dropout);
    auto next = after_attention<true>(x, y);
    auto past = value_if<Caches>([&] { return key_value{Variable(k), Variable(v)}; });
    return layer_output{std::move(next), std::move(past), std::move(attentions)};
  }

private:
  template <bool Recorded, class X, class Y> static auto residual(const X& x, const Y& y, const dropout_of<C>& drop) {
    if constexpr (Recorded) return drop.applied(y, [&](const auto& added) { return x + added; });
    else return evaluated<false>(x + y);
  }
};

template <GPTConfig C, class T> struct gpt_transformer : Module {
  Embedding<C.vocab_size, C.n_embd, T> wte;
  Embedding<C.block_size, C.n_embd, T> wpe;
  dropout_of<C> drop{C.dropout};
  std::array<gpt_block<C, T>, static_cast<std::size_t>(C.n_layer)> h;
  BasicLayerNorm<T, C.n_embd> ln_f;
  TENON_MEMBERS(gpt_transformer, wte, wpe, drop, h, ln_f)

  explicit gpt_transformer(Generator& g = default_generator())
      : wte({}, g), wpe({}, g), h(array_of<gpt_block<C, T>, C.n_layer>(g)), ln_f(C.layer_norm_eps) {
    wte.weight.value() *= 0.02;
    wpe.weight.value() *= 0.02;
  }

  // An Output for input_ids (B, T): loss_of(h, head) of the last hidden states, and what the tags ask for.
  template <template <class...> class Output, class... Tags, class I, class Head, class Loss, class... How>
  auto run(const I& input_ids, const Head& head, Loss loss_of, const How&... how) const {
    constexpr index length = shape_of<I>::list[1];
    constexpr bool caches = asked_for<use_cache_t, Tags...>, shows = asked_for<output_attentions_t, Tags...>;
    Variable embedded = drop.applied(embedding(input_ids, wte.weight) + narrow(wpe.weight, c<0>, c<0>, c<length>),
                                     [](const auto& e) { return e; });
    const auto layer = [&](std::size_t l, const auto& x) {
      if constexpr (C.gradient_checkpointing && !caches && !shows) {
        auto again = [block = &h[l], how...](const auto& in) {
          return block->template layer<false, false>(in, how...).state;
        };
        return layer_output{checkpoint(std::move(again), x), not_asked_for{}, not_asked_for{}};
      } else return h[l].template layer<caches, shows>(x, how...);
    };
    const auto step = [&](std::size_t l, const auto& x) {
      auto output = layer(l, x);
      if (l + 1 == h.size()) output.state = ln_f(output.state);
      return output;
    };
    return through_layers<Output, C.n_layer, Tags...>(std::move(embedded), step, as_it_is, loss_of, head);
  }
};
} // namespace detail

} // namespace tenon
