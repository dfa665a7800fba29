// SPDX-License-Identifier: BSL-1.0
// Training and evaluation.
#pragma once

#include "communicator.hpp"
#include "data.hpp"
#include "metrics.hpp"

// Examples and what makes batches of them.
struct Material {
  Examples examples;
  Collator collate;
};

// Mean loss of all labels, of which each rank computes some; nan where there are none.
double evaluate(LanguageModel& model, const Material& material, std::size_t batch_size, Communicator& ranks);

// The learning rate of a step, counted from 0, that linear and cosine schedules of Hugging Face's Transformers give;
// `part`: how much of the time after the warm-up has passed.
double learning_rate_at(const Arguments& a, long step, double part);

// Trains from run.step on, and saves through `save` every save_steps and in the end. The ranks share each step's batch,
// and all have the same model. Returns whether it came to the end; not so when Ctrl-C made the step that ran the last.
bool train(LanguageModel& model, const Material& material, const Material* eval, const Arguments& a, RunState& run,
           Metrics& metrics, Communicator& ranks, const std::function<void()>& save);
