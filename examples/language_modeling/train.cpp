// SPDX-License-Identifier: BSL-1.0
#include "train.hpp"
#include "progress.hpp"

#include <csignal>
#include <numbers>
#include <numeric>

namespace {

volatile std::sig_atomic_t interrupted = 0;

// While it lives, Ctrl-C is a wish; a second one ends the program.
struct Interruptible {
  Interruptible() {
    std::signal(SIGINT, [](int) {
      interrupted = 1;
      std::signal(SIGINT, SIG_DFL);
    });
  }
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;
  ~Interruptible() { std::signal(SIGINT, SIG_DFL); }
};

// How many labels a pass has. What causal models predict at a position stands at the next, so the first has none.
std::size_t count_labels(const LanguageModel& model, const AnyBatch& batch, std::size_t first_row) {
  const std::size_t begin = model.facts.objective == Objective::causal ? 1 : 0;
  const std::size_t end = std::min(batch.rows, first_row + model.facts.rows);
  std::size_t n = 0;
  for (std::size_t row = first_row; row < end; ++row)
    for (std::size_t i = begin; i < batch.length; ++i) n += batch.labels[row * batch.length + i] != tenon::no_label;
  return n;
}
// f(first row, labels) for the passes of a batch that have labels
template <class F> void each_pass(const LanguageModel& model, const AnyBatch& batch, F f) {
  for (std::size_t row = 0; row < batch.rows; row += model.facts.rows)
    if (const auto n = count_labels(model, batch, row); n > 0) f(row, n);
}
std::size_t count_all_labels(const LanguageModel& model, const AnyBatch& batch) {
  std::size_t all = 0;
  each_pass(model, batch, [&](std::size_t, std::size_t n) { all += n; });
  return all;
}

long steps_of(const Arguments& a, std::size_t examples) {
  if (a.max_steps > 0) return a.max_steps;
  const double step = double(a.per_device_train_batch_size * a.gradient_accumulation_steps);
  return std::max(1L, static_cast<long>(std::ceil(a.num_train_epochs * double(examples) / step)));
}

} // namespace

double evaluate(LanguageModel& model, const Material& material, std::size_t batch_size) {
  const auto& [examples, collate] = material;
  double total = 0;
  std::size_t labels = 0;
  for (std::size_t first = 0; first < examples.size(); first += batch_size) {
    const AnyBatch batch =
        collate(first, std::min(batch_size, examples.size() - first), [&](std::size_t i) { return examples[i]; });
    each_pass(model, batch, [&](std::size_t row, std::size_t n) {
      total += double(n) * model.loss(batch, row);
      labels += n;
    });
  }
  return total / double(labels);
}

double learning_rate_at(const Arguments& a, long step, double part) {
  if (step < a.warmup_steps) return a.learning_rate * double(step) / double(a.warmup_steps);
  return a.learning_rate * (a.lr_scheduler_type == "cosine" ? 0.5 * (1 + std::cos(std::numbers::pi * part)) : 1 - part);
}

bool train(LanguageModel& model, const Material& material, const Material* eval, const Arguments& a, RunState& run,
           Metrics& metrics, const std::function<void()>& save) {
  const long steps = steps_of(a, material.examples.size()), first = run.step;
  const auto rows = static_cast<std::size_t>(a.per_device_train_batch_size * a.gradient_accumulation_steps);
  const long eval_steps = a.eval_steps > 0 ? a.eval_steps : a.logging_steps;
  Shuffled shuffled(material.examples, a.seed);
  const Interruptible guard;
  Progress progress;
  const double before = metrics.history().seconds();
  double logged_at = 0, logged_tokens = 0;
  const auto out_of_time = [&] { return a.max_seconds > 0 && progress.seconds() >= a.max_seconds; };

  for (bool done = run.step >= steps; !done;) {
    double part = double(std::max(0L, run.step - a.warmup_steps)) / double(std::max(1L, steps - a.warmup_steps));
    if (a.max_seconds > 0) part = std::max(part, progress.seconds() / a.max_seconds);
    const double rate = learning_rate_at(a, run.step, part);
    const AnyBatch batch =
        material.collate(static_cast<std::size_t>(run.step) * rows, rows, [&](std::size_t i) { return shuffled(i); });
    const double labels = double(count_all_labels(model, batch));
    double loss = 0;
    each_pass(model, batch, [&](std::size_t row, std::size_t n) {
      const double weight = double(n) / labels;
      loss += weight * model.learn(batch, row, weight);
    });
    // a batch in which nothing is to be predicted teaches nothing
    const double norm = labels > 0 ? model.step(rate, a.max_grad_norm) : 0;
    ++run.step;
    if (labels > 0) {
      run.loss += loss;
      ++run.losses;
    }
    const bool stopped = interrupted != 0;
    done = run.step == steps || out_of_time();
    const double tokens = double(std::accumulate(batch.lengths.begin(), batch.lengths.end(), std::size_t(0)));
    logged_tokens += tokens;
    progress.show(run.step, loss, tokens, double(run.step - first) / double(steps - first), done || stopped);
    if (run.step % a.logging_steps == 0 || done) {
      const double now = progress.seconds();
      metrics.add(TrainPoint{run.step, run.loss / double(run.losses), rate, norm, logged_tokens / (now - logged_at),
                             before + now});
      logged_at = now;
      logged_tokens = run.loss = 0;
      run.losses = 0;
    }
    if (eval && (run.step % eval_steps == 0 || done)) {
      const double eval_loss = evaluate(model, *eval, static_cast<std::size_t>(a.per_device_eval_batch_size));
      metrics.add(EvalPoint{run.step, eval_loss, before + progress.seconds()});
    }
    if (run.step % a.save_steps == 0 || done || stopped) save();
    if (stopped && !done) return false;
  }
  return true;
}
