// SPDX-License-Identifier: BSL-1.0
// A bidirectional encoder with the head of a masked language model (Devlin et al.: BERT, 2019), made of GPT's blocks.
#pragma once

#include <tenon/models/gpt_block.hpp>
#include <tenon/ops/linear_cross_entropy.hpp>

namespace tenon {

namespace detail {
template <class M>
concept attention_mask = tensor_like<M> && std::is_same_v<value_of<M>, bool>;
template <class L>
concept token_labels = tensor_like<L> && !std::is_same_v<value_of<L>, bool>;
} // namespace detail

// Every token sees every other, and the head scores what stands at each position. With GPT's parameters and their
// names.
template <GPTConfig C, class T = float> struct Encoder : Module {
  static constexpr text fault = check_config(C);
  static_assert(verdict<fault>::fine TENON_SAYS(fault));
  static constexpr GPTConfig config = C;
  using value_type = T;

  detail::gpt_transformer<C, T> transformer;
  std::conditional_t<C.tied_head, absent, Linear<C.n_embd, C.vocab_size, T, false>> lm_head;
  TENON_MEMBERS(Encoder, transformer, lm_head)

  explicit Encoder(Generator& g = default_generator()) : transformer(g) {
    if constexpr (!C.tied_head) init::normal_(lm_head.weight, 0, 0.02, g);
  }

  // Scores of what stands at each position of input_ids (B, N); tags ask for more.
  template <tensor_like I, detail::encoder_tag... Tags> auto operator()(I&& input_ids, Tags...) const {
    return run<Tags...>(node_of(static_cast<I&&>(input_ids)), no_loss);
  }
  // ... where no token sees those at which the mask (B, N) is false, such as padding
  template <tensor_like I, detail::attention_mask M, detail::encoder_tag... Tags>
  auto operator()(I&& input_ids, M&& mask, Tags...) const {
    return run<Tags...>(node_of(static_cast<I&&>(input_ids)), no_loss, node_of(static_cast<M&&>(mask)));
  }
  // ... and their mean cross-entropy with the labels (B, N) of the same positions; labels of -100 do not count
  template <tensor_like I, detail::token_labels L, detail::encoder_tag... Tags>
  auto operator()(I&& input_ids, L&& labels, Tags...) const {
    return run<Tags...>(node_of(static_cast<I&&>(input_ids)), loss_with<I>(static_cast<L&&>(labels)));
  }
  template <tensor_like I, tensor_like L, tensor_like M, detail::encoder_tag... Tags>
  auto operator()(I&& input_ids, L&& labels, M&& mask, Tags...) const {
    return run<Tags...>(node_of(static_cast<I&&>(input_ids)), loss_with<I>(static_cast<L&&>(labels)),
                        node_of(static_cast<M&&>(mask)));
  }

  // any other call
  template <class... X>
    requires(!detail::is_model_call<ints{1, 2, 3}, false, X...>)
  auto operator()(X&&...) const {
    constexpr text sentence =
        misuse<X...>("Encoder: expected input_ids, labels and a mask if any, and then tags such as output_attentions");
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    return after_fault();
  }

  const auto& head() const {
    if constexpr (C.tied_head) return transformer.wte.weight;
    else return lm_head.weight;
  }

private:
  static constexpr auto no_loss = [](const auto&...) { return detail::not_asked_for{}; };

  template <class I, class L> static auto loss_with(L&& labels) {
    constexpr text sentence = check_same("Encoder: input_ids and labels", shape_of<I>::list, shape_of<L>::list);
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (!sentence.empty()) return no_loss;
    else
      return [targets = node_of(static_cast<L&&>(labels))](const auto& h, const auto& weight) {
        return Variable(linear_cross_entropy(h, weight, targets));
      };
  }
  template <class I> static constexpr text check_ids() {
    return check_input_ids("Encoder", shape_of<I>::list, "block_size", C.block_size);
  }
  template <class I, class M> static constexpr text check_mask() {
    if (!detail::attention_mask<M>) return say("Encoder: the mask has no bools: true where a token is seen");
    return check_same("Encoder: input_ids and mask", shape_of<I>::list, shape_of<M>::list);
  }
  // after a shape error, for what follows
  auto after_fault() const {
    return detail::scored<MaskedLMOutput>({}, detail::placeholder<T, Size<1, 1, C.n_embd>>(), head());
  }
  template <class... Tags, class I, class Loss, class... M>
  auto run(const I& input_ids, const Loss& loss, const M&... mask) const {
    constexpr text sentence = first_fault(check_ids<I>(), check_mask<I, M>()...);
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (!sentence.empty()) return after_fault();
    else // one row for all heads and queries
      return transformer.template run<MaskedLMOutput, Tags...>(input_ids, head(), loss,
                                                               unsqueeze(unsqueeze(mask, c<1>), c<1>)...);
  }
};

} // namespace tenon
