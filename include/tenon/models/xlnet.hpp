// SPDX-License-Identifier: BSL-1.0
// XLNet (Yang et al.: XLNet: Generalized autoregressive pretraining for language understanding, NeurIPS 2019): tokens
// are predicted in any order, each from those that come before it in that order.
#pragma once

#include <tenon/models/forward.hpp>
#include <tenon/models/layers.hpp>
#include <tenon/models/xlnet_block.hpp>
#include <tenon/nn/embedding.hpp>
#include <tenon/ops/linear_cross_entropy.hpp>

namespace tenon {

namespace detail {
template <XLNetConfig C, class T> struct xlnet_model : Module {
  Parameter<T, 1, 1, C.d_model> mask_emb;
  Embedding<C.vocab_size, C.d_model, T> word_embedding;
  std::array<xlnet_layer<C, T>, static_cast<std::size_t>(C.n_layer)> layer;
  dropout_of<C> dropout{C.dropout};
  TENON_MEMBERS(xlnet_model, mask_emb, word_embedding, layer, dropout)

  explicit xlnet_model(Generator& g = default_generator())
      : word_embedding({}, g), layer(array_of<xlnet_layer<C, T>, C.n_layer>(g)) {
    word_embedding.weight.value() *= 0.02;
    init::normal_(mask_emb, 0, 0.02, g);
  }
  // what the streams of content and of queries begin with
  template <class I> auto embedded(const I& input_ids) const {
    return dropout.applied(embedding(input_ids, word_embedding.weight), [](const auto& e) { return e; });
  }
  template <class Targets> auto queries() const {
    const auto all = expand(mask_emb, c<Targets::list[0]>, c<Targets::list[1]>, c<C.d_model>);
    return dropout.applied(all, [](const auto& e) { return e; });
  }
};
// the head's weight is the table of embeddings
template <XLNetConfig C, class T> struct xlnet_head : Module {
  Parameter<T, C.vocab_size> bias;
  TENON_MEMBERS(xlnet_head, bias)
};

constexpr text check_perm_mask(const ints& ids, const ints& mask) {
  if (const ints wanted{ids[0], ids[1], ids[1]}; mask != wanted)
    return say("XLNet: perm_mask has shape ", mask, " for input_ids ", ids, "; expected ", wanted);
  return {};
}
constexpr text check_target_mapping(const ints& ids, const ints& targets) {
  if (targets.n != 3 || targets[0] != ids[0] || targets[2] != ids[1])
    return say("XLNet: target_mapping has shape ", targets, " for input_ids ", ids, "; expected (", ids[0],
               ", predictions, ", ids[1], ")");
  return {};
}
constexpr text check_target_labels(const ints& targets, const ints& labels) {
  if (const ints wanted{targets[0], targets[1]}; labels != wanted)
    return say("XLNet: labels have shape ", labels, " for target_mapping ", targets, "; expected ", wanted);
  return {};
}
} // namespace detail

// XLNet with the head of a permutation language model. Its parameters have the names of Hugging Face's
// XLNetLMHeadModel: transformer.mask_emb, transformer.layer.0.rel_attn.q, ...
//
// Attention is bidirectional (attn_type "bi"), positions are distances, however long. Segments and the memory of
// earlier ones (mems) are left out: r_s_bias and seg_embed are kept for files, and not read.
template <XLNetConfig C, class T = float> struct XLNet : Module {
  static constexpr text fault = check_config(C);
  static_assert(verdict<fault>::fine TENON_SAYS(fault));
  static constexpr XLNetConfig config = C;
  using value_type = T;

  detail::xlnet_model<C, T> transformer;
  detail::xlnet_head<C, T> lm_loss;
  TENON_MEMBERS(XLNet, transformer, lm_loss)

  explicit XLNet(Generator& g = default_generator()) : transformer(g) {}

  // Scores of what stands at each position of input_ids (B, L), of which each sees all: one stream; tags ask for more.
  template <tensor_like I, detail::encoder_tag... Tags> auto operator()(I&& input_ids, Tags...) const {
    constexpr text sentence = check_input_ids("XLNet", shape_of<I>::list);
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (!sentence.empty()) return after_fault();
    else {
      const auto distances = distances_of<I>();
      const auto step = [&](std::size_t l, const auto& h) {
        const auto& layer = transformer.layer[l];
        auto a = layer.rel_attn.template attend<shows_attentions<Tags...>>(h, layer.rel_attn.keys(h, distances));
        return detail::layer_output{layer.after(h, a.y), detail::not_asked_for{}, std::move(a.attentions)};
      };
      const auto state = transformer.embedded(node_of(static_cast<I&&>(input_ids)));
      return run<Tags...>(state, step, [](const auto& h) -> const auto& { return h; }, no_loss);
    }
  }
  // Scores of what stands where target_mapping (B, M, L) is 1, for each of M predictions: two streams. Position n does
  // not see position k where perm_mask (B, L, L) is above 0. Content sees itself all the same; a prediction sees what
  // its target may. What sees nothing takes nothing from attention.
  template <tensor_like I, tensor_like P, tensor_like M, detail::encoder_tag... Tags>
  auto operator()(I&& input_ids, P&& perm_mask, M&& target_mapping, Tags...) const {
    constexpr text sentence = fault_of<I, P, M>();
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (!sentence.empty()) return after_fault();
    else
      return predict<Tags...>(node_of(static_cast<I&&>(input_ids)), node_of(static_cast<P&&>(perm_mask)),
                              node_of(static_cast<M&&>(target_mapping)), no_loss);
  }
  // ... and their mean cross-entropy with the labels (B, M); labels of -100 do not count
  template <tensor_like I, tensor_like P, tensor_like M, tensor_like L, detail::encoder_tag... Tags>
  auto operator()(I&& input_ids, P&& perm_mask, M&& target_mapping, L&& labels, Tags...) const {
    constexpr text sentence = fault_of<I, P, M, L>();
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (!sentence.empty()) return after_fault();
    else
      return predict<Tags...>(
          node_of(static_cast<I&&>(input_ids)), node_of(static_cast<P&&>(perm_mask)),
          node_of(static_cast<M&&>(target_mapping)),
          [targets = node_of(static_cast<L&&>(labels))](const auto& h, const auto& w, const auto& b) {
            return Variable(linear_cross_entropy(h, w, targets, b));
          });
  }

  // any other call
  template <class... X>
    requires(!detail::is_model_call<ints{1, 3, 4}, false, X...>)
  auto operator()(X&&...) const {
    constexpr text sentence = misuse<X...>("XLNet: expected input_ids, or input_ids, perm_mask and target_mapping, and "
                                           "labels if any; and then tags such as output_attentions");
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    return after_fault();
  }

  const auto& head() const { return transformer.word_embedding.weight; }

private:
  template <class... Tags> static constexpr bool shows_attentions = detail::asked_for<output_attentions_t, Tags...>;
  static constexpr auto no_loss = [](const auto&...) { return detail::not_asked_for{}; };

  template <class I, class P, class M, class... L> static constexpr text fault_of() {
    const ints &ids = shape_of<I>::list, &targets = shape_of<M>::list;
    if (const text t = check_input_ids("XLNet", ids); !t.empty()) return t;
    if (const text t =
            first_fault(detail::check_perm_mask(ids, shape_of<P>::list), detail::check_target_mapping(ids, targets));
        !t.empty())
      return t;
    return first_fault(text(), detail::check_target_labels(targets, shape_of<L>::list)...);
  }
  // after a shape error, for what follows
  auto after_fault() const {
    return detail::scored<XLNetLMHeadModelOutput>({}, detail::placeholder<T, Size<1, 1, C.d_model>>(), head(),
                                                  lm_loss.bias);
  }

  template <class I> auto distances_of() const {
    const auto& table = detail::distance_encoding<T, shape_of<I>::list[1], C.d_model>();
    return transformer.dropout.now() > 0 ? detail::shared_value(transformer.dropout(table))
                                         : detail::shared_value(table);
  }
  template <class... Tags, class I, class P, class M, class Loss>
  auto predict(const I& input_ids, const P& perm_mask, const M& target_mapping, Loss loss_of) const {
    constexpr index length = shape_of<I>::list[1];
    const auto distances = distances_of<I>();
    // one row of a mask for all heads
    const auto seen_by_queries = detail::shared_value(unsqueeze(!(perm_mask > 0), c<1>));
    const node::coordinate<std::int32_t, Size<length, length>, 0> row{};
    const node::coordinate<std::int32_t, Size<length, length>, 1> column{};
    const auto seen_by_content = detail::shared_value(seen_by_queries || row == column);
    const auto targets = detail::shared_value(converted<T>(node_of(target_mapping)));

    const auto step = [&](std::size_t l, auto state) {
      constexpr bool shows = shows_attentions<Tags...>;
      const auto& layer = transformer.layer[l];
      const auto keys = layer.rel_attn.keys(state.content, distances);
      // queries attend from where their targets stand, and return
      const Variable placed = matmul(transpose(targets, c<1>, c<2>), state.query);
      auto q = layer.rel_attn.template attend<shows>(placed, keys, seen_by_queries);
      const Variable taken = matmul(targets, q.y);
      state.query = layer.after(state.query, taken);
      const auto content = [&] {
        auto a = layer.rel_attn.template attend<shows>(state.content, keys, seen_by_content);
        state.content = layer.after(state.content, a.y);
        return std::move(a.attentions);
      };
      auto attentions = detail::value_if<shows>([&] { return two_streams{content(), std::move(q.attentions)}; });
      // content that no later layer reads does not go on
      if constexpr (!shows)
        if (detail::asked_for<output_hidden_states_t, Tags...> || l + 1 < transformer.layer.size()) content();
      return detail::layer_output{std::move(state), detail::not_asked_for{}, std::move(attentions)};
    };
    const two_streams state{transformer.embedded(input_ids), transformer.template queries<shape_of<M>>()};
    return run<Tags...>(state, step, [](const auto& s) -> const auto& { return s.query; }, loss_of);
  }
  // an output for the state of the streams before the first layer; the head reads what `read` finds in the last
  template <class... Tags, class S, class Step, class Read, class Loss>
  auto run(S state, Step step, Read read, Loss loss_of) const {
    const auto& drop = transformer.dropout;
    const auto dropped = [&](const S& last) {
      using H = std::remove_cvref_t<decltype(read(last))>;
      return drop.now() > 0 ? H(drop(read(last))) : read(last);
    };
    return detail::through_layers<XLNetLMHeadModelOutput, C.n_layer, Tags...>(std::move(state), step, dropped, loss_of,
                                                                              head(), lm_loss.bias);
  }
};

} // namespace tenon
