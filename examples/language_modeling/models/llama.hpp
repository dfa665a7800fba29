// SPDX-License-Identifier: BSL-1.0
// Llama's structure in three sizes, which are those of the others.
#pragma once

#include "../model_of.hpp"

#include <tenon/models/llama.hpp>

namespace llama {

inline constexpr tenon::LlamaConfig tiny{.vocab_size = 512,
                                         .hidden_size = 64,
                                         .intermediate_size = 160,
                                         .num_hidden_layers = 2,
                                         .num_attention_heads = 4,
                                         .num_key_value_heads = 2,
                                         .max_position_embeddings = 64};
inline constexpr tenon::LlamaConfig small{.vocab_size = 512,
                                          .hidden_size = 128,
                                          .intermediate_size = 352,
                                          .num_hidden_layers = 4,
                                          .num_attention_heads = 4,
                                          .num_key_value_heads = 2,
                                          .max_position_embeddings = 64};
inline constexpr tenon::LlamaConfig medium{.vocab_size = 4096,
                                           .hidden_size = 256,
                                           .intermediate_size = 688,
                                           .num_hidden_layers = 6,
                                           .num_attention_heads = 8,
                                           .num_key_value_heads = 4,
                                           .max_position_embeddings = 128};

template <tenon::LlamaConfig C> std::unique_ptr<LanguageModel> make(const Arguments& a) {
  return std::make_unique<ModelOf<tenon::Llama<C>, Objective::causal, C.max_position_embeddings>>(
      a, "model.embed_tokens.weight");
}

} // namespace llama
