// SPDX-License-Identifier: BSL-1.0
// Greedy decoding with a cache, one sequence: tokens a second, beside the floor that reading the weights sets.
#include <tenon/models/gpt.hpp>
#include <tenon/nn/parameters.hpp>
#include <tenon/ops/argmax.hpp>

#include <chrono>
#include <cstdio>

using namespace tenon;
using namespace tenon::literals;

namespace {
constexpr GPTConfig small{.vocab_size = 65, .block_size = 64, .n_layer = 4, .n_head = 4, .n_embd = 128, .dropout = 0};
constexpr GPTConfig medium{.vocab_size = 65, .block_size = 256, .n_layer = 6, .n_head = 6, .n_embd = 384, .dropout = 0};

// tokens a second of a whole sequence, the best of some
template <GPTConfig C> void measure(const char* name, int sequences) {
  Generator generator(1);
  const GPT<C> model(generator);
  Cache<C> cache;
  double best = 0;
  std::int64_t last = 0;
  for (int s = 0; s < sequences; ++s) {
    cache.reset();
    Tensor<std::int64_t, 1, 1> token{};
    const auto start = std::chrono::steady_clock::now();
    while (cache.length() < C.block_size) {
      const inference_mode guard;
      token = argmax(model(token, cache).logits, -1_c);
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    best = std::max(best, static_cast<double>(C.block_size) / took.count());
    last = token(0, 0);
  }
  const double bytes = sizeof(float) * static_cast<double>(parameters(model).numel());
  std::printf("%-7s %9.0f tokens/s, %5.1f GB/s of weights (last token %lld)\n", name, best, bytes * best * 1e-9,
              static_cast<long long>(last));
}
} // namespace

int main() {
  measure<small>("small", 200);
  measure<medium>("medium", 8);
}
