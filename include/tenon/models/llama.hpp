// SPDX-License-Identifier: BSL-1.0
// Llama (Touvron et al.: LLaMA: Open and efficient foundation language models, 2023): rotary positions, root mean
// square normalisation, gated hidden units, and keys and values that several queries share.
#pragma once

#include <tenon/models/cache.hpp>
#include <tenon/models/forward.hpp>
#include <tenon/models/layers.hpp>
#include <tenon/nn/embedding.hpp>
#include <tenon/nn/parameters.hpp>
#include <tenon/ops/rotary.hpp>

namespace tenon {

namespace detail {
// cosines and sines of the angles of rotary positions
template <class T, index Positions, index Half> struct rotary_table {
  Tensor<T, Positions, Half> cos, sin;

  explicit rotary_table(double theta) {
    for (index n = 0; n < Positions; ++n)
      for (index i = 0; i < Half; ++i) {
        const double angle = static_cast<double>(n) * std::pow(theta, -static_cast<double>(i) / Half);
        cos(n, i) = static_cast<T>(std::cos(angle));
        sin(n, i) = static_cast<T>(std::sin(angle));
      }
  }
  // (1, N, Half), those of the first N positions
  template <index N> auto first() const {
    using rows = TensorView<const T, 1, N, Half>;
    return std::array{rows(cos.data()), rows(sin.data())};
  }
  // (B, N, Half), those of positions (B, N)
  template <class P> auto of(const P& positions) const {
    return std::array{evaluated<false>(embedding(positions, cos)), evaluated<false>(embedding(positions, sin))};
  }
};

template <LlamaConfig C, class T> struct llama_attention : Module {
  static constexpr cache_extents extents{C};
  static constexpr index width = extents.width, shared = C.num_attention_heads / extents.heads;
  static constexpr index keys = extents.heads * width;

  Linear<C.hidden_size, C.hidden_size, T, C.attention_bias> q_proj;
  Linear<C.hidden_size, keys, T, C.attention_bias> k_proj;
  Linear<C.hidden_size, keys, T, C.attention_bias> v_proj;
  Linear<C.hidden_size, C.hidden_size, T, C.attention_bias> o_proj;
  TENON_MEMBERS(llama_attention, q_proj, k_proj, v_proj, o_proj)

  explicit llama_attention(Generator& g = default_generator()) : q_proj(g), k_proj(g), v_proj(g), o_proj(g) {}

  // What becomes of x (B, N, hidden_size), of which the angles (B, N, width / 2) are given, with a layer_output of
  // attend(query, key, value).
  template <bool Recorded, class X, class Angles, class Attend>
  auto applied(const X& x, const Angles& angles, Attend attend) const {
    const auto q = evaluated<Recorded>(q_proj(x));
    const auto k = evaluated<Recorded>(k_proj(x)), v = evaluated<Recorded>(v_proj(x));
    const auto queries =
        rearrange<"b n (h g d) -> b h g n d">(q, key<"h">{} = c<extents.heads>, key<"g">{} = c<shared>);
    const auto for_keys = [](const auto& angle) { return unsqueeze(angle, c<1>); };
    const auto for_queries = [](const auto& angle) { return unsqueeze(unsqueeze(angle, c<1>), c<1>); };
    const auto turned_q =
        evaluated<Recorded>(rotary_embedding(queries, for_queries(angles[0]), for_queries(angles[1])));
    const auto turned_k =
        evaluated<Recorded>(rotary_embedding(split_heads<extents.heads>(k), for_keys(angles[0]), for_keys(angles[1])));
    auto y = attend(turned_q, turned_k, split_heads<extents.heads>(v));
    return layer_output{evaluated<Recorded>(o_proj(rearrange<"b h g n d -> b n (h g d)">(y.state))), std::move(y.past),
                        std::move(y.attentions)};
  }
};

template <LlamaConfig C, class T> struct llama_mlp : Module {
  Linear<C.hidden_size, C.intermediate_size, T, false> gate_proj, up_proj;
  Linear<C.intermediate_size, C.hidden_size, T, false> down_proj;
  TENON_MEMBERS(llama_mlp, gate_proj, up_proj, down_proj)

  explicit llama_mlp(Generator& g = default_generator()) : gate_proj(g), up_proj(g), down_proj(g) {}
  template <bool Recorded, class X> auto applied(const X& x) const {
    const auto h = evaluated<Recorded>(silu(gate_proj(x)) * up_proj(x));
    return evaluated<Recorded>(down_proj(h)); // what is returned must not read h, which ends here
  }
};

template <LlamaConfig C, class T> struct llama_layer : Module {
  llama_attention<C, T> self_attn;
  llama_mlp<C, T> mlp;
  RMSNorm<C.hidden_size, T> input_layernorm, post_attention_layernorm;
  TENON_MEMBERS(llama_layer, self_attn, mlp, input_layernorm, post_attention_layernorm)

  explicit llama_layer(Generator& g = default_generator())
      : self_attn(g), mlp(g), input_layernorm(C.rms_norm_eps), post_attention_layernorm(C.rms_norm_eps) {}

  template <bool Recorded, class X, class Angles, class Attend>
  auto applied(const X& x, const Angles& angles, Attend attend) const {
    const auto normal = evaluated<Recorded>(input_layernorm(x));
    auto attended = self_attn.template applied<Recorded>(normal, angles, attend);
    const auto h = evaluated<Recorded>(x + attended.state);
    const auto then = evaluated<Recorded>(post_attention_layernorm(h));
    attended.state = evaluated<Recorded>(h + mlp.template applied<Recorded>(then));
    return attended;
  }
};

template <LlamaConfig C, class T> struct llama_model : Module {
  Embedding<C.vocab_size, C.hidden_size, T> embed_tokens;
  std::array<llama_layer<C, T>, static_cast<std::size_t>(C.num_hidden_layers)> layers;
  RMSNorm<C.hidden_size, T> norm;
  TENON_MEMBERS(llama_model, embed_tokens, layers, norm)

  explicit llama_model(Generator& g = default_generator())
      : embed_tokens({}, g), layers(array_of<llama_layer<C, T>, C.num_hidden_layers>(g)), norm(C.rms_norm_eps) {}
};
} // namespace detail

// Llama as a causal language model. Its parameters have the names of Hugging Face's LlamaForCausalLM:
// model.embed_tokens.weight, model.layers.0.self_attn.q_proj.weight, ...
template <LlamaConfig C, class T = float> struct Llama : Module {
  static constexpr text fault = check_config(C);
  static_assert(verdict<fault>::fine TENON_SAYS(fault));
  static constexpr LlamaConfig config = C;
  using value_type = T;

  detail::llama_model<C, T> model;
  std::conditional_t<C.tie_word_embeddings, absent, Linear<C.hidden_size, C.vocab_size, T, false>> lm_head;
  TENON_MEMBERS(Llama, model, lm_head)

  explicit Llama(Generator& g = default_generator()) : model(g), rotary_(C.rope_theta) {
    parameters(*this).each([&](auto& p) {
      if constexpr (shape_of<decltype(p)>::rank == 2) init::normal_(p, 0, 0.02, g);
    });
  }

  // Scores of what follows each position of input_ids (B, N); tags ask for more. transformers.LlamaForCausalLM
  template <tensor_like I, detail::output_tag... Tags> auto operator()(I&& input_ids, Tags...) const {
    constexpr text sentence = check_ids<I>();
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (!sentence.empty()) return detail::scored<CausalLMOutputWithPast>({}, after_fault(), head());
    else
      return output<Tags...>(node_of(static_cast<I&&>(input_ids)),
                             [](const auto&...) { return detail::not_asked_for{}; });
  }
  // ... and their mean cross-entropy with the labels (B, N), of which position n + 1 is what should follow position n;
  // labels of -100 do not count
  template <tensor_like I, tensor_like L, detail::output_tag... Tags>
  auto operator()(I&& input_ids, L&& labels, Tags...) const {
    constexpr text sentence =
        first_fault(check_ids<I>(), check_same("Llama: input_ids and labels", shape_of<I>::list, shape_of<L>::list));
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (!sentence.empty()) return detail::scored<CausalLMOutputWithPast>({}, after_fault(), head());
    else
      return output<Tags...>(node_of(static_cast<I&&>(input_ids)),
                             detail::loss_of_next<shape_of<I>::list[1]>(node_of(static_cast<L&&>(labels))));
  }
  // Scores of what follows each of the next tokens (B, N), which the cache appends to those it holds. Inference:
  // nothing is recorded. Throws cache_overflow before anything is written.
  template <tensor_like I, index B, index Capacity>
  auto operator()(const I& input_ids, Cache<C, B, Capacity, T>& cache) const {
    return detail::scored<CausalLMOutputWithPast>({}, hidden(input_ids, cache), head());
  }

  // ... and the hidden states (B, N, hidden_size) that the head reads
  template <tensor_like I, index B, index Capacity>
  auto hidden(const I& input_ids, Cache<C, B, Capacity, T>& cache) const {
    constexpr text sentence = first_fault(check_ids<I>(), detail::check_step("Llama", shape_of<I>::list, B, Capacity));
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (!sentence.empty()) return after_fault();
    else {
      const no_grad guard;
      detail::cache_step<Cache<C, B, Capacity, T>, shape_of<I>::list[1]> step(cache);
      const auto angles = rotary_.of(step.positions());
      auto x = detail::evaluated<false>(embedding(input_ids, model.embed_tokens.weight));
      for (index l = 0; l < C.num_hidden_layers; ++l) {
        const auto attend = [&](const auto& q, const auto& k, const auto& v) {
          return detail::layer_output{step.attend(l, q, k, v), detail::not_asked_for{}, detail::not_asked_for{}};
        };
        x = model.layers[static_cast<std::size_t>(l)].template applied<false>(x, angles, attend).state;
      }
      step.finish();
      return detail::evaluated<false>(model.norm(x));
    }
  }
  // any other call
  template <class... X>
    requires(!detail::is_model_call<ints{1, 2}, true, X...> && !detail::is_cached_call<C, T, X...>)
  auto operator()(X&&...) const {
    constexpr text sentence = detail::causal_misuse<X...>("Llama");
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    return detail::scored<CausalLMOutputWithPast>({}, after_fault(), head());
  }

  const auto& head() const {
    if constexpr (C.tie_word_embeddings) return model.embed_tokens.weight;
    else return lm_head.weight;
  }

private:
  detail::rotary_table<T, C.max_position_embeddings, cache_extents(C).width / 2> rotary_;

  // after a shape error, for what follows
  static auto after_fault() { return detail::placeholder<T, Size<1, 1, C.hidden_size>>(); }
  template <class I> static constexpr text check_ids() {
    return check_input_ids("Llama", shape_of<I>::list, "max_position_embeddings", C.max_position_embeddings);
  }
  template <class... Tags, class I, class Loss> auto output(const I& input_ids, Loss loss_of) const {
    const auto angles = rotary_.template first<shape_of<I>::list[1]>();
    constexpr bool caches = detail::asked_for<use_cache_t, Tags...>;
    constexpr bool shows = detail::asked_for<output_attentions_t, Tags...>;
    const auto attend = [](const auto& q, const auto& k, const auto& v) {
      const auto weights = detail::attention_weights(q, unsqueeze(k, c<2>), causal);
      auto attentions = detail::value_if<shows>([&] { return Variable(flatten(weights, c<1>, c<2>)); });
      auto past = detail::value_if<caches>([&] { return key_value{Variable(k), Variable(v)}; });
      return detail::layer_output{Variable(matmul(weights, unsqueeze(v, c<2>))), std::move(past),
                                  std::move(attentions)};
    };
    const auto step = [&](std::size_t l, const auto& x) {
      auto output = model.layers[l].template applied<true>(x, angles, attend);
      if (l + 1 == model.layers.size()) output.state = model.norm(output.state);
      return output;
    };
    return detail::through_layers<CausalLMOutputWithPast, C.num_hidden_layers, Tags...>(
        Variable(embedding(input_ids, model.embed_tokens.weight)), step, detail::as_it_is, loss_of, head());
  }
};

} // namespace tenon
