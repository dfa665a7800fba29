// SPDX-License-Identifier: BSL-1.0
// Training with a line of progress, evaluation on held-out text, and sampling.
#pragma once

#include "model.hpp"
#include "text.hpp"

#include <tenon/optim.hpp>

#include <chrono>
#include <cstdio>

struct training_options {
  long steps = 12000;
  double learning_rate = 2e-3;
  double seconds = 0; // 0: no limit
  std::uint64_t seed = 1;
};

template <tenon::index Batch, tenon::index Context> struct batch_of_blocks {
  tenon::Tensor<std::int64_t, Batch, Context> blocks;
  tenon::Tensor<std::int64_t, Batch> next;
};

// mean loss over blocks, at most `limit` batches of them, evenly spread
template <class Model, class Corpus>
double evaluate_loss(const Model& model, const Corpus& corpus, std::size_t first, std::size_t blocks,
                     std::size_t limit) {
  constexpr tenon::index size = 256;
  static batch_of_blocks<size, Model::context> batch;
  const std::size_t wanted = blocks / size > 0 ? blocks / size : 1;
  const std::size_t batches = wanted < limit ? wanted : limit;
  double total = 0;
  for (std::size_t b = 0; b < batches; ++b) {
    const std::size_t begin = blocks > size ? (blocks - size) * b / batches : 0;
    for (tenon::index i = 0; i < size; ++i)
      corpus.copy_block(first + (begin + static_cast<std::size_t>(i)) % blocks, &batch.blocks(i, 0), batch.next(i));
    total += float(cross_entropy(model(batch.blocks), batch.next));
  }
  return total / static_cast<double>(batches);
}

template <class Model, class Corpus>
void train(Model& model, const Corpus& corpus, const training_options& options, tenon::Generator& generator) {
  using namespace tenon;
  using clock = std::chrono::steady_clock;
  constexpr tenon::index size = 128;
  static batch_of_blocks<size, Model::context> batch;
  AdamW optimizer{parameters(model), {.lr = options.learning_rate, .weight_decay = 0.01}};
  no_decay_on_vectors(optimizer);
  const auto start = clock::now();
  double smooth = 0, printed = -1;
  for (long step = 0; step < options.steps; ++step) {
    const double elapsed = std::chrono::duration<double>(clock::now() - start).count();
    double progress = double(step) / double(options.steps);
    if (options.seconds > 0 && elapsed / options.seconds > progress) progress = elapsed / options.seconds;
    if (progress >= 1) break;
    // warm up, then half a cosine down to a tenth
    const double warm = step < 100 ? double(step + 1) / 100 : 1.0;
    optimizer.lr = options.learning_rate * warm * (0.55 + 0.45 * std::cos(3.14159265358979 * progress));

    for (tenon::index i = 0; i < size; ++i) {
      const auto at = static_cast<std::size_t>(generator.uniform() * static_cast<double>(corpus.train_blocks()));
      corpus.copy_block(at, &batch.blocks(i, 0), batch.next(i));
    }
    double loss = 0;
    {
      Tape tape;
      Variable l = cross_entropy(model(batch.blocks), batch.next);
      tape.backward(l);
      loss = float(l);
    }
    optimizer.step();
    optimizer.zero_grad();

    smooth = step == 0 ? loss : 0.99 * smooth + 0.01 * loss;
    const double now = std::chrono::duration<double>(clock::now() - start).count();
    if (now - printed > 0.5 || step + 1 == options.steps) {
      printed = now;
      const double left = progress > 0 ? now * (1 - progress) / progress : 0;
      std::fprintf(stderr, "\rstep %6ld  loss %.3f  %7.0f tokens/s  %4.0f s left ", step + 1, smooth,
                   double(step + 1) * double(size) / now, left);
      std::fflush(stderr);
    }
  }
  std::fprintf(stderr, "\n");
}

// Continues a prompt by `length` characters, drawn from the model's distribution at a temperature.
template <class Model>
std::string generate(const Model& model, const Vocabulary& vocabulary, const std::string& prompt, long length,
                     double temperature, tenon::Generator& generator) {
  using namespace tenon;
  using namespace tenon::literals;
  std::vector<std::int64_t> numbers(static_cast<std::size_t>(Model::context), 0);
  for (char c : prompt) numbers.push_back(vocabulary.number(c));
  std::string text = prompt;
  Tensor<std::int64_t, 1, Model::context> block;
  for (long n = 0; n < length; ++n) {
    for (tenon::index i = 0; i < Model::context; ++i)
      block(0, i) = numbers[numbers.size() - static_cast<std::size_t>(Model::context - i)];
    const auto p = eval(softmax(model(block) / temperature, 1_c));
    // characters that the text does not have stay out
    double total = 0;
    for (std::size_t i = 0; i < vocabulary.size(); ++i) total += p.data()[i];
    double u = generator.uniform() * total;
    std::int64_t chosen = 0;
    while (static_cast<std::size_t>(chosen) + 1 < vocabulary.size() && (u -= p.data()[chosen]) >= 0) ++chosen;
    numbers.push_back(chosen);
    text += vocabulary.character(chosen);
  }
  return text;
}
