// SPDX-License-Identifier: BSL-1.0
// expect: GPT: expected input_ids, labels if any, and then tags such as use_cache; or input_ids and a Cache of this model
#include <tenon/models/gpt.hpp>

using namespace tenon;

int main() {
  constexpr GPTConfig tiny{.vocab_size = 5, .block_size = 8, .n_layer = 1, .n_head = 1, .n_embd = 4, .dropout = 0};
  const GPT<tiny> model;
  Tensor<std::int64_t, 2, 4> ids;
#ifdef CORRECTED
  auto o = model(ids, ids, use_cache);
#else
  auto o = model(ids, use_cache, ids);
#endif
  (void)o;
}
