// SPDX-License-Identifier: BSL-1.0
// expect: Encoder: expected input_ids, labels and a mask if any, and then tags such as output_attentions
#include <tenon/models/encoder.hpp>

using namespace tenon;

int main() {
  constexpr GPTConfig tiny{.vocab_size = 5, .block_size = 8, .n_layer = 1, .n_head = 1, .n_embd = 4, .dropout = 0};
  const Encoder<tiny> model;
  Tensor<std::int64_t, 2, 4> ids;
#ifdef CORRECTED
  auto o = model(ids, ids, output_hidden_states);
#else
  auto o = model(ids, ids, use_cache);
#endif
  (void)o;
}
