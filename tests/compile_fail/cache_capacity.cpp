// SPDX-License-Identifier: BSL-1.0
// expect: Cache: a capacity of 9 tokens exceeds the 8 that the model can read
#include <tenon/models/cache.hpp>

using namespace tenon;

int main() {
  constexpr GPTConfig tiny{.vocab_size = 5, .block_size = 8, .n_layer = 1, .n_head = 1, .n_embd = 4, .dropout = 0};
#ifdef CORRECTED
  Cache<tiny, 1, 8> o;
#else
  Cache<tiny, 1, 9> o;
#endif
  (void)o;
}
