// SPDX-License-Identifier: BSL-1.0
// GPT-2's structure in three sizes.
#pragma once

#include "../model_of.hpp"
#include "sizes.hpp"

#include <tenon/models/gpt.hpp>

namespace gpt {

using namespace sizes;

template <tenon::GPTConfig C> std::unique_ptr<LanguageModel> make(const Arguments& a) {
  return std::make_unique<ModelOf<tenon::GPT<C>, Objective::causal, C.block_size>>(a, "transformer.wte.weight");
}

} // namespace gpt
