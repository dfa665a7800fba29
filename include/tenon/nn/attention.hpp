// SPDX-License-Identifier: BSL-1.0
// Attention layers, batch first: x is (B, T, Width).
#pragma once

#include <tenon/nn/activation.hpp>
#include <tenon/nn/dropout.hpp>
#include <tenon/nn/linear.hpp>
#include <tenon/nn/normalization.hpp>
#include <tenon/ops/attention.hpp>
#include <tenon/tensor/rearrange.hpp>
#include <tenon/tensor/split.hpp>

namespace tenon {

namespace detail {
// (B, T, Heads * d) as heads (B, Heads, T, d), a view, and back
template <index Heads, class X> constexpr auto split_heads(const X& x) {
  return rearrange<"b t (h d) -> b h t d">(x, key<"h">{} = c<Heads>);
}
template <class X> constexpr auto join_heads(const X& x) { return rearrange<"b h t d -> b t (h d)">(x); }

// Attention weights times values, and the weights may be dropped.
template <class W, class V, class Drop> auto weighted_values(const W& weights, const V& v, const Drop& dropout) {
  return dropout.applied(weights, [&](const auto& w) { return matmul(w, v); });
}
} // namespace detail

// keys and values of tokens, (B, heads, T, width of a head) each
template <class V> struct key_value {
  V key, value;
};

namespace detail {
// what tokens become that follow others, and the keys and values of all of them
template <class Y, class V> struct with_past {
  Y output;
  key_value<V> past;
};
} // namespace detail

// Attention of several heads, each over its part of the width (Vaswani et al.: Attention is all you need, NeurIPS
// 2017). The weights of query, key and value stand one after another in in_proj_weight. torch.nn.MultiheadAttention
// with batch_first
template <index Width, index Heads, class T = float> struct MultiheadAttention : Module {
  static_assert(Heads > 0 && Width % Heads == 0, "MultiheadAttention: the heads do not divide the width");
  Parameter<T, 3 * Width, Width> in_proj_weight;
  Parameter<T, 3 * Width> in_proj_bias;
  Linear<Width, Width, T> out_proj;
  Dropout dropout; // of the weights with which values are summed
  TENON_MEMBERS(MultiheadAttention, in_proj_weight, in_proj_bias, out_proj, dropout)

  explicit MultiheadAttention(double p = 0, Generator& g = default_generator()) : out_proj(g), dropout(p) {
    init::xavier_uniform_(in_proj_weight, 1, g);
    init::zeros_(out_proj.bias);
  }

  // x attends to itself; `how` is the tag causal, or a mask as scaled_dot_product_attention takes it
  template <tensor_like X> auto operator()(X&& x) const {
    constexpr text sentence = fault<X, X, X>();
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (!sentence.empty()) return detail::placeholder<T, shape_of<X>>();
    else return attend(node_of(static_cast<X&&>(x)));
  }
  template <tensor_like X, class How> auto operator()(X&& x, How&& how) const {
    constexpr text sentence = fault<X, X, X, How>();
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (!sentence.empty()) return detail::placeholder<T, shape_of<X>>();
    else return attend(node_of(static_cast<X&&>(x)), static_cast<How&&>(how));
  }
  // queries (B, T, Width) attend to keys and values (B, S, Width)
  template <tensor_like Q, tensor_like K, tensor_like V, class... How>
    requires(sizeof...(How) <= 1)
  auto operator()(Q&& query, K&& key, V&& value, How&&... how) const {
    constexpr text sentence = fault<Q, K, V, How...>();
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (!sentence.empty()) return detail::placeholder<T, shape_of<Q>>();
    else {
      const Variable q = projected<0>(query);
      const Variable k = projected<1>(key);
      const Variable v = projected<2>(value);
      return joined(detail::split_heads<Heads>(q), detail::split_heads<Heads>(k), detail::split_heads<Heads>(v),
                    static_cast<How&&>(how)...);
    }
  }
  // Causal attention piece by piece: x (B, T, Width) sees itself, and the tokens of `past`, which come before it. Gives
  // the output for x, and as `past` the keys and values of all tokens so far.
  template <tensor_like X> auto with_cache(X&& x) const {
    const Variable all = linear(static_cast<X&&>(x), in_proj_weight, in_proj_bias);
    return continued(all, Variable(part<1>(all)), Variable(part<2>(all)));
  }
  template <tensor_like X, class V> auto with_cache(X&& x, const key_value<V>& past) const {
    const Variable all = linear(static_cast<X&&>(x), in_proj_weight, in_proj_bias);
    return continued(all, Variable(cat(past.key, part<1>(all), c<2>)), Variable(cat(past.value, part<2>(all), c<2>)));
  }

private:
  template <class Q, class K, class V, class How = missing> static constexpr text fault() {
    constexpr ints q = shape_of<Q>::list, k = shape_of<K>::list, v = shape_of<V>::list;
    for (const ints& s : {q, k, v})
      if (s.n != 3 || s[2] != Width)
        return say("MultiheadAttention: shape ", s, "; expected (batch, tokens, ", Width, ")");
    if (q[0] != k[0] || k != v)
      return say("MultiheadAttention: queries ", q, " with keys ", k, " and values ", v,
                 "; expected one batch, and as many keys as values");
    return detail::check_mask<How>(ints{q[0], Heads, q[1], k[1]});
  }
  template <int Part, class X> auto projected(X&& x) const {
    return linear(static_cast<X&&>(x), narrow(in_proj_weight, c<0>, c<Part * Width>, c<Width>),
                  narrow(in_proj_bias, c<0>, c<Part * Width>, c<Width>));
  }
  template <class X, class... How> auto attend(const X& x, How&&... how) const {
    const Variable all = linear(x, in_proj_weight, in_proj_bias);
    return joined(part<0>(all), part<1>(all), part<2>(all), static_cast<How&&>(how)...);
  }
  // queries, keys or values of what was projected, as heads
  template <int Part, class All> static auto part(const All& all) {
    return detail::split_heads<Heads>(narrow(all, c<2>, c<Part * Width>, c<Width>));
  }
  template <class All, class V> auto continued(const All& all, const V& key, const V& value) const {
    auto output = joined(part<0>(all), key, value, causal);
    return detail::with_past<decltype(output), V>{std::move(output), {key, value}};
  }
  template <class Q, class K, class V, class... How>
  auto joined(const Q& q, const K& k, const V& v, How&&... how) const {
    const auto weights = detail::attention_weights(q, k, static_cast<How&&>(how)...);
    const Variable heads = detail::weighted_values(weights, v, dropout);
    return Variable(out_proj(detail::join_heads(heads)));
  }
};

struct encoder_options {
  double dropout = 0.1, layer_norm_eps = 1e-5;
  bool norm_first = false;
};

// Attention and a layer of Hidden units, each added to what it reads and normalised, before or after.
// torch.nn.TransformerEncoderLayer with batch_first
template <index Width, index Heads, index Hidden = 2048, class T = float, class Activation = ReLU>
struct TransformerEncoderLayer : Module {
  MultiheadAttention<Width, Heads, T> self_attn;
  Linear<Width, Hidden, T> linear1;
  Dropout dropout;
  Linear<Hidden, Width, T> linear2;
  BasicLayerNorm<T, Width> norm1, norm2;
  Dropout dropout1, dropout2;
  Activation activation;
  bool norm_first;
  TENON_MEMBERS(TransformerEncoderLayer, self_attn, linear1, dropout, linear2, norm1, norm2, dropout1, dropout2,
                activation)

  explicit TransformerEncoderLayer(encoder_options o = {}, Generator& g = default_generator())
      : self_attn(o.dropout, g), linear1(g), dropout(o.dropout), linear2(g), norm1(o.layer_norm_eps),
        norm2(o.layer_norm_eps), dropout1(o.dropout), dropout2(o.dropout), norm_first(o.norm_first) {}

  // x (B, T, Width); `how` as for MultiheadAttention
  template <tensor_like X, class... How> auto operator()(X&& x, How&&... how) const {
    const auto in = detail::evaluated_once(static_cast<X&&>(x));
    if (norm_first) {
      const Variable h = added(in, self_attn(norm1(in), static_cast<How&&>(how)...), dropout1);
      return feed_forward(h, norm2(h));
    }
    const Variable h = norm1(added(in, self_attn(in, static_cast<How&&>(how)...), dropout1));
    return Variable(norm2(feed_forward(h, h)));
  }

private:
  // x + y, and y may be dropped
  template <class X, class Y> static auto added(const X& x, const Y& y, const Dropout& drop) {
    return drop.applied(y, [&](const auto& kept) { return x + kept; });
  }
  // x and what the layer of hidden units makes of y
  template <class X, class Y> auto feed_forward(const X& x, const Y& y) const {
    const Variable hidden = dropout.applied(activation(linear1(y)), [](const auto& kept) { return kept; });
    return added(x, linear2(hidden), dropout2);
  }
};

} // namespace tenon
