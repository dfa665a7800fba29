// SPDX-License-Identifier: BSL-1.0
#include "train.hpp"
#include "gradient_sum.hpp"
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

// a pass of a batch: its first row, and how many labels it has
struct Pass {
  std::size_t row, labels;
};
// those that have some
std::vector<Pass> passes_of(const LanguageModel& model, const AnyBatch& batch) {
  std::vector<Pass> passes;
  for (std::size_t row = 0; row < batch.rows; row += model.facts.rows)
    if (const auto n = count_labels(model, batch, row); n > 0) passes.push_back({row, n});
  return passes;
}

long steps_of(const Arguments& a, std::size_t examples, std::size_t rows) {
  if (a.max_steps > 0) return a.max_steps;
  return std::max(1L, static_cast<long>(std::ceil(a.num_train_epochs * double(examples) / double(rows))));
}

} // namespace

double evaluate(LanguageModel& model, const Material& material, std::size_t batch_size, Communicator& ranks) {
  const auto& [examples, collate] = material;
  const auto rank = static_cast<std::size_t>(ranks.rank()), size = static_cast<std::size_t>(ranks.size());
  double loss = 0, labels = 0;
  for (std::size_t first = rank * batch_size; first < examples.size(); first += size * batch_size) {
    const AnyBatch batch =
        collate(first, std::min(batch_size, examples.size() - first), [&](std::size_t i) { return examples[i]; });
    for (const Pass& pass : passes_of(model, batch)) {
      loss += double(pass.labels) * model.loss(batch, pass.row);
      labels += double(pass.labels);
    }
  }
  const auto all = ranks.sum({loss, labels});
  return all[0] / all[1];
}

double learning_rate_at(const Arguments& a, long step, double part) {
  if (step < a.warmup_steps) return a.learning_rate * double(step) / double(a.warmup_steps);
  return a.learning_rate * (a.lr_scheduler_type == "cosine" ? 0.5 * (1 + std::cos(std::numbers::pi * part)) : 1 - part);
}

bool train(LanguageModel& model, const Material& material, const Material* eval, const Arguments& a, RunState& run,
           Metrics& metrics, Communicator& ranks, const std::function<void()>& save) {
  const auto share = static_cast<std::size_t>(a.per_device_train_batch_size * a.gradient_accumulation_steps);
  const std::size_t rows = share * static_cast<std::size_t>(ranks.size());
  const long steps = steps_of(a, material.examples.size(), rows), first = run.step;
  const long eval_steps = a.eval_steps > 0 ? a.eval_steps : a.logging_steps;
  Shuffled shuffled(material.examples, a.seed);
  std::optional<GradientSum> gradients;
  if (ranks.size() > 1) gradients.emplace(ranks, model.gradients());
  const Interruptible guard;
  Progress progress;
  const double before = metrics.history().seconds();
  double logged_at = 0, logged_tokens = 0;

  for (bool done = run.step >= steps; !done;) {
    const AnyBatch batch =
        material.collate(static_cast<std::size_t>(run.step) * rows + static_cast<std::size_t>(ranks.rank()) * share,
                         share, [&](std::size_t i) { return shuffled(i); });
    const auto passes = passes_of(model, batch);
    double own_labels = 0;
    for (const Pass& pass : passes) own_labels += double(pass.labels);
    // whose clock it is does not matter, but all must read the same
    const auto begun = ranks.sum({own_labels, ranks.first() ? progress.seconds() : 0});
    const double labels = begun[0], clock = begun[1];
    double part = double(std::max(0L, run.step - a.warmup_steps)) / double(std::max(1L, steps - a.warmup_steps));
    if (a.max_seconds > 0) part = std::max(part, clock / a.max_seconds);
    const double rate = learning_rate_at(a, run.step, part);
    double own_loss = 0;
    for (const Pass& pass : passes) {
      std::function<void(const void*)> is_final;
      if (gradients && &pass == &passes.back()) is_final = [&](const void* key) { gradients->is_final(key); };
      const double weight = double(pass.labels) / labels;
      own_loss += weight * model.learn(batch, pass.row, weight, is_final);
    }
    if (gradients) gradients->finish();
    // a batch in which nothing is to be predicted teaches nothing
    const double norm = labels > 0 ? model.step(rate, a.max_grad_norm) : 0;
    ++run.step;
    const bool late = ranks.first() && a.max_seconds > 0 && progress.seconds() >= a.max_seconds;
    const auto [loss, tokens, stops, ends] =
        ranks.sum({own_loss, double(std::accumulate(batch.lengths.begin(), batch.lengths.end(), std::size_t(0))),
                   double(interrupted != 0 || ranks.told_to_end()), double(late)});
    if (labels > 0) {
      run.loss += loss;
      ++run.losses;
    }
    const bool stopped = stops > 0;
    done = run.step == steps || ends > 0;
    logged_tokens += tokens;
    if (ranks.first())
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
      const double eval_loss = evaluate(model, *eval, static_cast<std::size_t>(a.per_device_eval_batch_size), ranks);
      metrics.add(EvalPoint{run.step, eval_loss, before + progress.seconds()});
    }
    if (run.step % a.save_steps == 0 || done || stopped) save();
    if (stopped && !done) return false;
  }
  return true;
}
