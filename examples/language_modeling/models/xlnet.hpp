// SPDX-License-Identifier: BSL-1.0
// XLNet's structure in three sizes, which are those of the others, for permutation language modelling.
#pragma once

#include "../model_of.hpp"

#include <tenon/models/xlnet.hpp>

namespace xlnet {

struct Size {
  tenon::XLNetConfig config;
  tenon::index length;
};

inline constexpr Size tiny{{.vocab_size = 512, .d_model = 64, .n_layer = 2, .n_head = 4, .d_inner = 256, .dropout = 0},
                           64};
inline constexpr Size small{
    {.vocab_size = 512, .d_model = 128, .n_layer = 4, .n_head = 4, .d_inner = 512, .dropout = 0}, 64};
inline constexpr Size medium{
    {.vocab_size = 4096, .d_model = 256, .n_layer = 6, .n_head = 8, .d_inner = 1024, .dropout = 0}, 128};

template <Size S> std::unique_ptr<LanguageModel> make(const Arguments& a) {
  return std::make_unique<ModelOf<tenon::XLNet<S.config>, Objective::permuted, S.length>>(
      a, "transformer.word_embedding.weight");
}

} // namespace xlnet
