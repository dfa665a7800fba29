// SPDX-License-Identifier: BSL-1.0
// GPT learns a text of 65 different characters: tokens a second, memory, the time to the first step, and what it has
// learned. usage: tenon_learning small|medium TEXT [STEPS] [SEED]
#include <tenon/models/gpt.hpp>
#include <tenon/optim.hpp>
#include <tenon/text/char_tokenizer.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>

#include <sys/resource.h>

using namespace tenon;

namespace {
constexpr tenon::index characters = 65;
constexpr GPTConfig small{
    .vocab_size = characters, .block_size = 64, .n_layer = 4, .n_head = 4, .n_embd = 128, .dropout = 0};
constexpr GPTConfig medium{
    .vocab_size = characters, .block_size = 256, .n_layer = 6, .n_head = 6, .n_embd = 384, .dropout = 0};

using clock = std::chrono::steady_clock;
double since(clock::time_point start) { return std::chrono::duration<double>(clock::now() - start).count(); }

// blocks from anywhere in a text
template <tenon::index Batch, tenon::index Length>
void fill(Tensor<TokenId, Batch, Length>& ids, std::span<const TokenId> text, Generator& g) {
  const auto last = static_cast<double>(text.size() - static_cast<std::size_t>(Length));
  for (tenon::index b = 0; b < Batch; ++b) {
    const auto begin = text.begin() + static_cast<std::ptrdiff_t>(g.uniform() * last);
    std::copy(begin, begin + Length, &ids(b, 0));
  }
}

template <GPTConfig C, tenon::index Batch>
int learn(std::span<const TokenId> text, long steps, std::uint64_t seed, clock::time_point start) {
  const std::size_t cut = text.size() / 10 * 9;
  Generator g(seed);
  const auto model = std::make_unique<GPT<C>>(g);
  AdamW optimizer{parameters(*model), {.betas = {0.9, 0.99}, .weight_decay = 0.1}};
  no_decay_on_biases_and_norms(optimizer);
  const long warm_up = std::min(100L, steps - 1);
  Scheduler schedule{optimizer, SequentialLR{{warm_up},
                                             LinearLR{.start_factor = 0.01, .total_iters = 100},
                                             CosineAnnealingLR{.T_max = steps - warm_up, .eta_min = 1e-4}}};
  Tensor<TokenId, Batch, C.block_size> ids;
  std::vector<double> seconds;
  for (long step = 0; step < steps; ++step) {
    const auto begin = clock::now();
    fill(ids, text.first(cut), g);
    float loss;
    {
      Tape tape;
      const auto out = (*model)(ids, ids);
      tape.backward(out.loss);
      loss = float(out.loss);
    }
    clip_grad_norm(parameters(*model), 1.0);
    optimizer.step();
    optimizer.zero_grad();
    schedule.step();
    seconds.push_back(since(begin));
    if (step == 0)
      std::printf("first step after %.3f s, %.1f MB on the tape\n", since(start), double(Tape::memory()) * 1e-6);
    if ((step + 1) % 250 == 0) std::printf("step %5ld  loss %.3f\n", step + 1, double(loss)), std::fflush(stdout);
  }
  std::sort(seconds.begin(), seconds.end());
  const double tokens = double(Batch * C.block_size);
  std::printf("%.0f tokens/s (median of %ld steps; fastest %.0f)\n", tokens / seconds[seconds.size() / 2], steps,
              tokens / seconds[0]);

  Generator fixed(99);
  double total = 0;
  constexpr int batches = 200;
  for (int b = 0; b < batches; ++b) {
    fill(ids, text.subspan(cut), fixed);
    const inference_mode guard;
    total += double(float((*model)(ids, ids).loss));
  }
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  std::printf("validation loss %.4f, seed %llu; peak memory %.0f MB\n", total / batches,
              static_cast<unsigned long long>(seed), double(used.ru_maxrss) * 1.024e-3);
  return 0;
}
} // namespace

int main(int argc, char** argv) {
  const auto start = clock::now();
  const std::string_view name = argc > 2 ? argv[1] : "";
  const long steps = argc > 3 ? std::atol(argv[3]) : 2000;
  if ((name != "small" && name != "medium") || steps < 2) {
    std::fprintf(stderr, "usage: tenon_learning small|medium TEXT [STEPS, at least 2] [SEED]\n");
    return 2;
  }
  try {
    const MappedFile file(argv[2]);
    const CharTokenizer tokenizer(file.text());
    const auto text = tokenizer.encode(file.text());
    if (tokenizer.vocab_size() > characters || text.size() < 10000) {
      std::fprintf(stderr, "tenon_learning: '%s' has %zu characters of %ld kinds; expected 10,000 of at most %ld\n",
                   argv[2], text.size(), long(tokenizer.vocab_size()), long(characters));
      return 2;
    }
    const auto seed = static_cast<std::uint64_t>(argc > 4 ? std::atol(argv[4]) : 1);
    return name == "small" ? learn<small, 12>(text, steps, seed, start) : learn<medium, 4>(text, steps, seed, start);
  } catch (const file_error& e) {
    std::fprintf(stderr, "tenon_learning: %s\n", e.what());
    return 2;
  }
}
