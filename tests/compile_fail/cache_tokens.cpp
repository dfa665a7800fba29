// SPDX-License-Identifier: BSL-1.0
// expect: GPT: 5 tokens exceed the capacity 4 of the cache
#include <tenon/models/gpt.hpp>

using namespace tenon;

int main() {
  constexpr GPTConfig tiny{.vocab_size = 5, .block_size = 8, .n_layer = 1, .n_head = 1, .n_embd = 4, .dropout = 0};
  const GPT<tiny> model;
  Tensor<std::int64_t, 1, 5> ids;
  Cache<tiny, 1, 4> four;
  Cache<tiny, 1, 5> five;
  (void)four, (void)five;
#ifdef CORRECTED
  auto o = model(ids, five);
#else
  auto o = model(ids, four);
#endif
  (void)o;
}
