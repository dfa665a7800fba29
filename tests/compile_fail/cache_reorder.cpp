// SPDX-License-Identifier: BSL-1.0
// expect: Cache: reorder by numbers (2); expected (3)
#include <tenon/models/cache.hpp>

using namespace tenon;

int main() {
  constexpr GPTConfig tiny{.vocab_size = 5, .block_size = 8, .n_layer = 1, .n_head = 1, .n_embd = 4, .dropout = 0};
  Tensor<std::int64_t, 2> two;
  Tensor<std::int64_t, 3> o;
  Cache<tiny, 3> cache;
  (void)two;
#ifdef CORRECTED
  cache.reorder(o);
#else
  cache.reorder(two);
#endif
  (void)o;
}
