// SPDX-License-Identifier: BSL-1.0
// The layers of XLNet, with its parameter names and weight layouts: attention by content and by distance, and a layer
// of hidden units, each added to what it has read and then normalised.
#pragma once

#include <tenon/models/config.hpp>
#include <tenon/models/layers.hpp>
#include <tenon/models/outputs.hpp>
#include <tenon/nn/attention.hpp>
#include <tenon/tensor/unfold.hpp>

namespace tenon::detail {

// Sines and cosines of the distances Length, ..., 1 - Length from a query to a key, (2 Length, Width). They are
// computed once.
template <class T, index Length, index Width> const auto& distance_encoding() {
  static const auto table = [] {
    Tensor<T, 2 * Length, Width> t(uninitialised);
    for (index n = 0; n < 2 * Length; ++n)
      for (index i = 0; i < Width / 2; ++i) {
        const double angle = static_cast<double>(Length - n) *
                             std::pow(10000.0, -2 * static_cast<double>(i) / static_cast<double>(Width));
        t(n, i) = static_cast<T>(std::sin(angle));
        t(n, i + Width / 2) = static_cast<T>(std::cos(angle));
      }
    return t;
  }();
  return table;
}
// Scores (..., L, 2 L) of the distances L, ..., 1 - L as (..., L, L), where query n and key k take that of n - k: the
// same memory, in which each row begins one element further to the left.
template <class X> constexpr auto rel_shift(const X& scores) {
  constexpr index n = shape_of<X>::list[shape_of<X>::rank - 2];
  return unfold(narrow(flatten(scores, c<-2>, c<-1>), c<-1>, c<n>, c<n * (2 * n - 1)>), c<-1>, c<n>, c<2 * n - 1>);
}

// An expression without a gradient in memory that the statements which read it share, and keep.
template <tensor_like X> auto shared_value(X&& x) {
  const auto e = node_of(static_cast<X&&>(x));
  using E = std::remove_const_t<decltype(e)>;
  using L = row_major_layout<typename E::size_type>;
  using leaf = node::leaf<typename E::value_type, L, false>;
  const shared_elements<typename E::value_type> memory(product(E::size_type::list));
  evaluate<L>(e, memory.data());
  return node::held<leaf, shared_elements<typename E::value_type>>(leaf(memory.data()), memory);
}

// what a layer offers to queries: keys and values of its content, and keys of distances
template <class K, class R> struct xlnet_keys {
  K key, value;
  R place;
};
// what one stream gives beside its next hidden state
template <class Y, class A> struct xlnet_attended {
  Y y;
  A attentions;
};

template <XLNetConfig C, class T> struct xlnet_attention : Module {
  static constexpr index width = C.d_model / C.n_head;
  using projection = Parameter<T, C.d_model, C.n_head, width>;
  using head_bias = Parameter<T, C.n_head, width>;

  projection q, k, v, o, r;
  head_bias r_r_bias, r_s_bias, r_w_bias;
  Parameter<T, 2, C.n_head, width> seg_embed;
  BasicLayerNorm<T, C.d_model> layer_norm{C.layer_norm_eps};
  dropout_of<C> dropout{C.dropout};
  TENON_MEMBERS(xlnet_attention, q, k, v, o, r, r_r_bias, r_s_bias, r_w_bias, seg_embed, layer_norm, dropout)

  explicit xlnet_attention(Generator& g = default_generator()) {
    for (auto* p : {&q, &k, &v, &o, &r}) init::normal_(*p, 0, 0.02, g);
    for (auto* p : {&r_r_bias, &r_s_bias, &r_w_bias}) init::normal_(*p, 0, 0.02, g);
    init::normal_(seg_embed, 0, 0.02, g);
  }

  template <class H, class R> auto keys(const H& h, const R& distances) const {
    const Variable key = matmul(h, matrix(k)), value = matmul(h, matrix(v));
    const Variable place = matmul(distances, matrix(r));
    return xlnet_keys<std::remove_const_t<decltype(key)>, std::remove_const_t<decltype(place)>>{key, value, place};
  }
  // What positions x (B, L, d_model) take from those they see, heads side by side, and how much of each if asked for.
  // `seen` is a mask (B, 1, L, L), true where row n sees column k; without one, all see all.
  template <bool ShowsAttentions, class X, class K, class... Seen>
  auto attend(const X& x, const K& keys, const Seen&... seen) const {
    const Variable query = matmul(x, matrix(q));
    const auto heads = split_heads<C.n_head>(query);
    const auto scores_of = [&](const head_bias& bias, const auto& key) {
      return matmul(heads + unsqueeze(bias, c<1>), transpose(key, c<-2>, c<-1>));
    };
    const Variable by_place = scores_of(r_r_bias, rearrange<"n (h d) -> h n d">(keys.place, key<"h">{} = c<C.n_head>));
    const auto scores = (scores_of(r_w_bias, split_heads<C.n_head>(keys.key)) + rel_shift(by_place)) *
                        (1 / std::sqrt(static_cast<double>(width)));
    const auto weights = weights_of(scores, seen...);
    auto shown = [&] {
      if constexpr (ShowsAttentions) return Variable(weights);
      else return not_asked_for{};
    }();
    const Variable y = weighted_values(weights, split_heads<C.n_head>(keys.value), dropout);
    auto joined = Variable(join_heads(y));
    return xlnet_attended<decltype(joined), decltype(shown)>{std::move(joined), std::move(shown)};
  }
  // x after attention y
  template <class X, class Y> auto after(const X& x, const Y& y) const {
    return dropout.applied(linear(y, matrix(o)), [&](const auto& added) { return layer_norm(x + added); });
  }

private:
  // (d_model, n_head * width)
  static auto matrix(const projection& p) { return flatten(p, c<1>, c<2>); }
  template <class E> static auto weights_of(const E& scores) { return softmax(scores, c<-1>); }
  template <class E, class M> static auto weights_of(const E& scores, const M& seen) {
    return masked_softmax(scores, stretch<shape_of<E>>(seen));
  }
};

template <XLNetConfig C, class T> struct xlnet_feed_forward : Module {
  BasicLayerNorm<T, C.d_model> layer_norm{C.layer_norm_eps};
  Linear<C.d_model, C.d_inner, T> layer_1;
  Linear<C.d_inner, C.d_model, T> layer_2;
  dropout_of<C> dropout{C.dropout};
  TENON_MEMBERS(xlnet_feed_forward, layer_norm, layer_1, layer_2, dropout)

  explicit xlnet_feed_forward(Generator& g = default_generator()) : layer_1(g), layer_2(g) {
    init::normal_(layer_1.weight, 0, 0.02, g);
    init::normal_(layer_2.weight, 0, 0.02, g);
    init::zeros_(layer_1.bias);
    init::zeros_(layer_2.bias);
  }
  template <class X> auto operator()(const X& x) const {
    const auto hidden = [&] {
      if constexpr (C.ff_activation == activation::gelu) return gelu(layer_1(x));
      else return gelu_tanh(layer_1(x));
    };
    const Variable u = dropout.applied(hidden(), [](const auto& h) { return h; });
    return dropout.applied(layer_2(u), [&](const auto& added) { return layer_norm(x + added); });
  }
};

template <XLNetConfig C, class T> struct xlnet_layer : Module {
  xlnet_attention<C, T> rel_attn;
  xlnet_feed_forward<C, T> ff;
  TENON_MEMBERS(xlnet_layer, rel_attn, ff)

  explicit xlnet_layer(Generator& g = default_generator()) : rel_attn(g), ff(g) {}
  // x after attention y
  template <class X, class Y> auto after(const X& x, const Y& y) const { return ff(rel_attn.after(x, y)); }
};

} // namespace tenon::detail
