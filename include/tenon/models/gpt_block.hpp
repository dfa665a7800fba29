// SPDX-License-Identifier: BSL-1.0
// The blocks of GPT-2, with its parameter names and weight layouts: attention and a layer of hidden units, each added
// to what it has read and normalised.
#pragma once

#include <tenon/models/config.hpp>
#include <tenon/models/outputs.hpp>
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
  template <class X> auto operator()(const X& x) const {
    const Variable h = [&] {
      if constexpr (C.hidden_act == activation::gelu) return Variable(gelu(c_fc(x)));
      else return Variable(gelu_tanh(c_fc(x)));
    }();
    return Variable(c_proj(h)); // what is returned must not read h, which ends here
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

  // x after attention `y` and the layer of hidden units; in inference nothing is dropped
  template <bool Inference = false, class X, class Y> auto after_attention(const X& x, const Y& y) const {
    const Variable h = residual<Inference>(x, attn.c_proj(join_heads(y)), attn.resid_dropout);
    return residual<Inference>(h, mlp(ln_2(h)), mlp.dropout);
  }

private:
  template <bool Inference, class X, class Y> static auto residual(const X& x, const Y& y, const Dropout& drop) {
    if constexpr (Inference) return Variable(x + y);
    else return drop.applied(y, [&](const auto& added) { return x + added; });
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
} // namespace detail

} // namespace tenon
