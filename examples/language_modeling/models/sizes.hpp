// SPDX-License-Identifier: BSL-1.0
// Sizes of models that are made of GPT-2's blocks: 0.1, 0.9 and 6 million parameters. Shapes are static, and a text's
// vocabulary is a part of the model's.
#pragma once

#include <tenon/models/config.hpp>

namespace sizes {

inline constexpr tenon::GPTConfig tiny{
    .vocab_size = 512, .block_size = 64, .n_layer = 2, .n_head = 4, .n_embd = 64, .dropout = 0};
inline constexpr tenon::GPTConfig small{
    .vocab_size = 512, .block_size = 64, .n_layer = 4, .n_head = 4, .n_embd = 128, .dropout = 0};
inline constexpr tenon::GPTConfig medium{
    .vocab_size = 4096, .block_size = 128, .n_layer = 6, .n_head = 8, .n_embd = 256, .dropout = 0};

} // namespace sizes
