// SPDX-License-Identifier: BSL-1.0
// GPT-2 with its structure, parameter names and weight layouts.
#pragma once

#include <tenon/models/cache.hpp>
#include <tenon/models/gpt_block.hpp>

namespace tenon {

// GPT-2 as a causal language model. Its parameters have the names of Hugging Face's GPT2LMHeadModel:
// transformer.wte.weight, transformer.h.0.attn.c_attn.weight, ...
template <GPTConfig C, class T = float> struct GPT : Module {
  static constexpr text fault = check_config(C);
  static_assert(verdict<fault>::fine TENON_SAYS(fault));
  static constexpr GPTConfig config = C;
  using value_type = T;

  detail::gpt_transformer<C, T> transformer;
  std::conditional_t<C.tied_head, absent, Linear<C.n_embd, C.vocab_size, T, false>> lm_head;
  TENON_MEMBERS(GPT, transformer, lm_head)

  explicit GPT(Generator& g = default_generator()) : transformer(g) {
    if constexpr (!C.tied_head) init::normal_(lm_head.weight, 0, 0.02, g);
  }

  // Scores of what follows each position of input_ids (B, T); tags ask for more. torch: GPT2LMHeadModel.forward
  template <tensor_like I, detail::output_tag... Tags> auto operator()(I&& input_ids, Tags...) const {
    constexpr text sentence = check_ids<I>();
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (!sentence.empty()) return detail::scored<CausalLMOutputWithPast>({}, after_fault(), head());
    else
      return transformer.template run<CausalLMOutputWithPast, Tags...>(
          node_of(static_cast<I&&>(input_ids)), head(), [](const auto&...) { return detail::not_asked_for{}; }, causal);
  }
  // ... and their mean cross-entropy with the labels (B, T), of which position t + 1 is what should follow position t;
  // labels of -100 do not count
  template <tensor_like I, tensor_like L, detail::output_tag... Tags>
  auto operator()(I&& input_ids, L&& labels, Tags...) const {
    constexpr text sentence =
        first_fault(check_ids<I>(), check_same("GPT: input_ids and labels", shape_of<I>::list, shape_of<L>::list));
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (!sentence.empty()) return detail::scored<CausalLMOutputWithPast>({}, after_fault(), head());
    else {
      const auto loss = detail::loss_of_next<shape_of<I>::list[1]>(node_of(static_cast<L&&>(labels)));
      return transformer.template run<CausalLMOutputWithPast, Tags...>(node_of(static_cast<I&&>(input_ids)), head(),
                                                                       loss, causal);
    }
  }

  // Scores of what follows each of the next tokens (B, N), which the cache appends to those it holds. Inference:
  // nothing is recorded, nothing is dropped. Throws cache_overflow before anything is written.
  template <tensor_like I, index B, index Capacity>
  auto operator()(const I& input_ids, Cache<C, B, Capacity, T>& cache) const {
    return detail::scored<CausalLMOutputWithPast>({}, hidden(input_ids, cache), head());
  }
  // ... and the hidden states (B, N, n_embd) that the head reads
  template <tensor_like I, index B, index Capacity>
  auto hidden(const I& input_ids, Cache<C, B, Capacity, T>& cache) const {
    constexpr text sentence = first_fault(check_ids<I>(), detail::check_step("GPT", shape_of<I>::list, B, Capacity));
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    if constexpr (!sentence.empty()) return after_fault();
    else {
      const no_grad guard;
      detail::cache_step<Cache<C, B, Capacity, T>, shape_of<I>::list[1]> step(cache);
      auto x = detail::evaluated<false>(embedding(input_ids, transformer.wte.weight) +
                                        embedding(step.positions(), transformer.wpe.weight));
      for (index l = 0; l < C.n_layer; ++l) {
        const auto& block = transformer.h[static_cast<std::size_t>(l)];
        const auto qkv = block.attn.template projected<false>(block.ln_1(x));
        const auto y = step.attend(l, block.attn.template part<0>(qkv), block.attn.template part<1>(qkv),
                                   block.attn.template part<2>(qkv));
        x = block.template after_attention<false>(x, y);
      }
      step.finish();
      return detail::evaluated<false>(transformer.ln_f(x));
    }
  }

  // any other call
  template <class... X>
    requires(!detail::is_model_call<ints{1, 2}, true, X...> && !detail::is_cached_call<C, T, X...>)
  auto operator()(X&&...) const {
    constexpr text sentence = detail::causal_misuse<X...>("GPT");
    static_assert(verdict<sentence>::fine TENON_SAYS(sentence));
    return detail::scored<CausalLMOutputWithPast>({}, after_fault(), head());
  }

  const auto& head() const {
    if constexpr (C.tied_head) return transformer.wte.weight;
    else return lm_head.weight;
  }

private:
  // after a shape error, for what follows
  static auto after_fault() { return detail::placeholder<T, Size<1, 1, C.n_embd>>(); }
  template <class I> static constexpr text check_ids() {
    return check_input_ids("GPT", shape_of<I>::list, "block_size", C.block_size);
  }
};

} // namespace tenon
