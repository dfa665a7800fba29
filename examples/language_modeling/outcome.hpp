// SPDX-License-Identifier: BSL-1.0
// What is shown of a run when it is over.
#pragma once

#include "arguments.hpp"
#include "history.hpp"
#include "report/report.hpp"

#include <optional>

struct Outcome {
  const Arguments& arguments;
  const History& history;
  std::optional<double> eval_loss;
  std::string prompt, sample;
  AttentionMaps attention;
};

// Draws the loss in the terminal, and writes report.html and loss.svg into output_dir. Throws tenon::file_error.
void show(const Outcome& run);
