// SPDX-License-Identifier: BSL-1.0
// Greedy decoding with a cache, one sequence: tokens a second, beside the floor that reading the weights and half of
// the cache sets.
#include <tenon/models/gpt.hpp>
#include <tenon/nn/parameters.hpp>
#include <tenon/ops/argmax.hpp>

#include <chrono>
#include <cstdio>
#include <vector>

using namespace tenon;
using namespace tenon::literals;

namespace {
constexpr GPTConfig small{.vocab_size = 65, .block_size = 64, .n_layer = 4, .n_head = 4, .n_embd = 128, .dropout = 0};
constexpr GPTConfig medium{.vocab_size = 65, .block_size = 256, .n_layer = 6, .n_head = 6, .n_embd = 384, .dropout = 0};

// bytes a second at which so many floats are summed, one after another
double read_bandwidth(std::size_t floats) {
  const std::vector<float> memory(floats, 1.0f);
  double best = 0;
  float total = 0;
  for (int pass = 0; pass < 50; ++pass) {
    constexpr int width = 4 * native_lanes<float>; // as many sums as hide the latency of an addition
    pack<float, width> sums(0.0f);
    const auto start = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i + width <= floats; i += width) sums = sums + pack<float, width>::load(memory.data() + i);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    total += reduce(sums, [](auto a, auto b) { return a + b; });
    best = std::max(best, static_cast<double>(sizeof(float) * floats) / took.count());
  }
  return total > 0 ? best : 0; // the sums are needed
}

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
  const auto weights = static_cast<std::size_t>(parameters(model).numel());
  // a layer has a key and a value of n_embd for each token
  constexpr auto cached = static_cast<std::size_t>(C.n_layer * C.n_embd * C.block_size);
  const double floor = read_bandwidth(weights + cached) / static_cast<double>(sizeof(float) * (weights + cached));
  std::printf("%-7s %9.0f tokens/s, %3.0f%% of the %.0f that reading allows (last token %lld)\n", name, best,
              100 * best / floor, floor, static_cast<long long>(last));
}
} // namespace

int main() {
  measure<small>("small", 200);
  measure<medium>("medium", 8);
}
