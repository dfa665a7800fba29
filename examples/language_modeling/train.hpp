// SPDX-License-Identifier: BSL-1.0
// Training with a line of progress and checkpoints, and evaluation on text that was held out.
#pragma once

#include "arguments.hpp"

#include <tenon/io/checkpoint.hpp>
#include <tenon/models/gpt.hpp>
#include <tenon/optim.hpp>
#include <tenon/text/dataset.hpp>
#include <tenon/text/shuffle.hpp>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <numbers>

#include <unistd.h>

// set by Ctrl-C: the step that runs is the last
inline volatile std::sig_atomic_t interrupted = 0;

template <tenon::index Batch, tenon::index Length> struct token_rows {
  tenon::Tensor<tenon::TokenId, Batch, Length> ids;

  // row i is block number[i]
  void fill(const tenon::TextDataset& blocks, std::span<const std::size_t> number) {
    for (std::size_t row = 0; row < number.size(); ++row) {
      const auto example = blocks[number[row]];
      std::copy(example.input_ids.begin(), example.input_ids.end(), &ids(static_cast<tenon::index>(row), 0));
    }
  }
};

// mean loss of a token, over at most `limit` batches that are spread evenly
template <class Model> double evaluate(const Model& model, std::span<const tenon::TokenId> tokens, std::size_t limit) {
  constexpr tenon::index length = Model::config.block_size;
  constexpr std::size_t batch = 4;
  const tenon::TextDataset blocks(tokens, length);
  static token_rows<batch, length> rows;
  const std::size_t batches = std::max<std::size_t>(1, std::min(limit, blocks.size() / batch));
  double total = 0;
  for (std::size_t b = 0; b < batches; ++b) {
    std::array<std::size_t, batch> number;
    for (std::size_t i = 0; i < batch; ++i) number[i] = ((blocks.size() * b) / batches + i) % blocks.size();
    rows.fill(blocks, number);
    total += float(model(rows.ids, rows.ids).loss);
  }
  return total / static_cast<double>(batches);
}

// Which blocks a step reads: every epoch has an order of its own.
class BlockOrder {
  std::size_t blocks_, epoch_ = 0;
  std::uint64_t seed_;
  std::vector<std::size_t> order_;

public:
  BlockOrder(std::size_t blocks, std::uint64_t seed) : blocks_(blocks), seed_(seed) {}
  std::size_t operator()(std::size_t example) {
    if (order_.empty() || example / blocks_ != epoch_) {
      epoch_ = example / blocks_;
      tenon::Generator g(seed_ + epoch_ * 0x9E3779B97F4A7C15u);
      order_ = tenon::shuffled(blocks_, g);
    }
    return order_[example % blocks_];
  }
};

// Everything that a run needs to go on: the model, what the optimiser has gathered, and how many steps were made.
template <class Model, class Optimizer> auto state_of_run(Model& model, Optimizer& optimizer, long& step) {
  using namespace tenon::literals;
  return tenon::dict("model"_k = std::ref(model), "optimizer"_k = std::ref(optimizer), "step"_k = std::ref(step));
}

// A line that replaces itself on a terminal, and is one of many elsewhere.
class Progress {
  using clock = std::chrono::steady_clock;
  const clock::time_point start_ = clock::now();
  const bool terminal_ = ::isatty(STDERR_FILENO) == 1;
  double printed_ = -1;

public:
  double seconds() const { return std::chrono::duration<double>(clock::now() - start_).count(); }
  void show(long step, double loss, double tokens, double part, bool last) {
    const double now = seconds();
    if (!last && now - printed_ < (terminal_ ? 0.5 : 10)) return;
    printed_ = now;
    std::fprintf(stderr, "%sstep %6ld  loss %.3f  perplexity %7.2f  %7.0f tokens/s  %4.0f s left%s",
                 terminal_ ? "\r" : "", step, loss, std::exp(loss), tokens / now, part > 0 ? now / part - now : 0,
                 terminal_ && !last ? " " : "\n");
    std::fflush(stderr);
  }
};

// Returns whether all steps were made; not so when it was interrupted.
template <class Model> bool train(Model& model, std::span<const tenon::TokenId> tokens, const Arguments& a) {
  using namespace tenon;
  constexpr tenon::index length = Model::config.block_size, batch = 768 / length;
  const TextDataset blocks(tokens, length);
  static token_rows<batch, length> rows;
  AdamW optimizer{parameters(model), {.lr = a.learning_rate, .betas = {0.9, 0.99}, .weight_decay = a.weight_decay}};
  no_decay_on_vectors(optimizer);
  long step = 0;
  const std::string checkpoint = a.output_dir + "/checkpoint.safetensors";
  const auto keep = [&] {
    if (!a.output_dir.empty()) save(state_of_run(model, optimizer, step), checkpoint);
  };
  if (a.resume) load(state_of_run(model, optimizer, step), checkpoint);

  BlockOrder order(blocks.size(), a.seed);
  Progress progress;
  double smooth = 0;
  const long first = step;
  while (step < a.max_steps) {
    double part = double(step) / double(a.max_steps);
    if (a.max_seconds > 0) part = std::max(part, progress.seconds() / a.max_seconds);
    if (part >= 1) break;
    // warm up, then half a cosine down to a tenth
    optimizer.lr =
        a.learning_rate * std::min(1.0, double(step + 1) / 100) * (0.55 + 0.45 * std::cos(std::numbers::pi * part));
    std::array<std::size_t, static_cast<std::size_t>(batch)> number;
    for (std::size_t i = 0; i < number.size(); ++i) number[i] = order(static_cast<std::size_t>(step * batch) + i);
    rows.fill(blocks, number);
    double loss;
    {
      Tape tape;
      const auto out = model(rows.ids, rows.ids);
      tape.backward(out.loss);
      loss = float(out.loss);
    }
    if (clip_grad_norm(parameters(model), a.max_grad_norm).finite) optimizer.step();
    optimizer.zero_grad();
    ++step;
    smooth = step == first + 1 ? loss : 0.95 * smooth + 0.05 * loss;
    const bool last = step == a.max_steps || interrupted;
    progress.show(step, smooth, double((step - first) * batch * length),
                  double(step - first) / double(a.max_steps - first), last);
    if (step % a.save_steps == 0 || last) keep();
    if (interrupted) return false;
  }
  keep();
  return true;
}
