// SPDX-License-Identifier: BSL-1.0
// A bidirectional encoder in three sizes, for masked language modelling.
#pragma once

#include "../model_of.hpp"
#include "sizes.hpp"

#include <tenon/models/encoder.hpp>

namespace encoder {

using namespace sizes;

template <tenon::GPTConfig C> std::unique_ptr<LanguageModel> make(const Arguments& a) {
  return std::make_unique<ModelOf<tenon::Encoder<C>, Objective::masked, C.block_size>>(a, "transformer.wte.weight");
}

} // namespace encoder
